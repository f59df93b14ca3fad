import { Readable } from 'node:stream'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodedBody } from './decoded-body.ts'

const text = '{"a":1}\n'.repeat(20_000)
const coded = {
  gzip: gzipSync(text),
  br: brotliCompressSync(text),
  zstd: zstdCompressSync(text),
  identity: Buffer.from(text),
}

async function read(bytes: Uint8Array, encoding: string | undefined, maxBytes = 1_000_000): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of decodedBody({ stream: Readable.from([bytes]), encoding, maxBytes })) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe.each(Object.entries(coded))('%s', (encoding, bytes) => {
  test('is undone', async () => {
    expect(await read(bytes, encoding)).toBe(text)
  })

  test('is limited by what comes out, not by what went in', async () => {
    await expect(read(bytes, encoding, text.length - 1)).rejects.toMatchObject({ code: 'input-too-large' })
    expect(await read(bytes, encoding, text.length)).toBe(text)
  })
})

test('what unfolds to many times its size is stopped early, however much may come; data is not', async () => {
  const sizeOf = async (bytes: Uint8Array) => {
    let size = 0
    const body = decodedBody({ stream: Readable.from([bytes]), encoding: 'zstd', maxBytes: 1e10 })
    for await (const chunk of body) size += chunk.byteLength
    return size
  }
  const bomb = zstdCompressSync(Buffer.alloc(200_000_000))
  await expect(sizeOf(bomb)).rejects.toMatchObject({ code: 'input-too-large', message: expect.stringContaining('200') })
  const records = Buffer.from(
    Array.from({ length: 2_000_000 }, (_, n) => `{"id":${n},"city":"Oslo","on":true}\n`).join(''),
  )
  expect(await sizeOf(zstdCompressSync(records))).toBe(records.length)
})

test.each(['gzip', 'br', 'zstd'] as const)('%s cut off or broken is malformed', async (encoding) => {
  await expect(read(coded[encoding].subarray(0, -5), encoding)).rejects.toMatchObject({ code: 'malformed-body' })
  await expect(read(Buffer.from('this is no such thing'), encoding)).rejects.toMatchObject({ code: 'malformed-body' })
})

test('zstd frames one after another are one body', async () => {
  expect(await read(Buffer.concat([coded.zstd, coded.zstd]), 'zstd')).toBe(text + text)
})

test.each(['lzma', 'gzip, gzip', '__proto__', 'constructor'])('%s is refused', async (encoding) => {
  await expect(read(coded.gzip, encoding)).rejects.toMatchObject({ code: 'unsupported-encoding' })
})

test('a sender that goes away leaves an incomplete upload', async () => {
  const stream = new Readable({ read() {} })
  stream.push('half')
  const reading = (async () => {
    for await (const chunk of decodedBody({ stream, encoding: undefined, maxBytes: 100 })) {
      expect(chunk.toString()).toBe('half')
      stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'upload-incomplete' })
})
