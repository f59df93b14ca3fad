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

async function read(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes = 1_000_000,
  pieceBytes = Infinity,
): Promise<string> {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes))
  const chunks: Uint8Array[] = []
  for await (const chunk of decodedBody({ stream: Readable.from(pieces), encoding, maxBytes })) chunks.push(chunk)
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

test('what unfolds to many tiny records is stopped as early as what has as many bytes as they count for', async () => {
  const wire = zstdCompressSync('{}\n'.repeat(10_000_000))
  const linesOf = async (bytes: Uint8Array, encoding?: string) => {
    const found = { records: 0 }
    const body = decodedBody({ stream: Readable.from([bytes]), encoding, maxBytes: 1e10, found })
    for await (const chunk of body) found.records += Buffer.from(chunk).toString().split('\n').length - 1
    return found.records
  }
  await expect(linesOf(wire, 'zstd')).rejects.toMatchObject({
    code: 'input-too-large',
    message: expect.stringMatching(/\b4\d{6} records .* 16 bytes/),
  })
  expect(await linesOf(zstdCompressSync('{}\n'.repeat(4_000_000)), 'zstd')).toBe(4_000_000)
  expect(await linesOf(Buffer.from('{}\n'.repeat(6_000_000)))).toBe(6_000_000)
})

test.each(['gzip', 'zstd'] as const)('%s is undone where nobody says so, however it is split', async (encoding) => {
  expect(await read(coded[encoding], undefined)).toBe(text)
  expect(await read(coded[encoding], undefined, 1_000_000, 1)).toBe(text)
  expect(await read(coded[encoding], 'identity', 1_000_000)).not.toBe(text)
})

test('what is shorter than any mark is itself', async () => {
  expect(await read(Buffer.from('1'), undefined)).toBe('1')
  expect(await read(new Uint8Array(), undefined)).toBe('')
})

test('zeros behind the end of gzip are padding, anything else is not', async () => {
  const padded = Buffer.concat([coded.gzip, Buffer.alloc(1000)])
  expect(await read(padded, 'gzip')).toBe(text)
  expect(await read(padded, 'gzip', 1_000_000, 7)).toBe(text)
  const more = Buffer.concat([padded, Buffer.from('more')])
  await expect(read(more, 'gzip')).rejects.toMatchObject({ code: 'malformed-body' })
})

test.each(['gzip', 'br', 'zstd'] as const)('%s cut off or broken is malformed', async (encoding) => {
  await expect(read(coded[encoding].subarray(0, -5), encoding)).rejects.toMatchObject({ code: 'malformed-body' })
  await expect(read(Buffer.from('this is no such thing'), encoding)).rejects.toMatchObject({ code: 'malformed-body' })
})

const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2])
const spoiltMagic = Buffer.concat([Buffer.from([coded.zstd[0]! ^ 1]), coded.zstd.subarray(1)])

describe.each([Infinity, 7, 1])('in pieces of %d bytes', (pieceBytes) => {
  test.each([
    ['zstd', 'frames', [coded.zstd, skippable, coded.zstd, skippable]],
    ['gzip', 'members', [coded.gzip, coded.gzip]],
  ] as const)('%s %s one after another are one body', async (encoding, _parts, sent) => {
    expect(await read(Buffer.concat(sent), encoding, 1_000_000, pieceBytes)).toBe(text + text)
  })

  test.each([
    ['zstd', 'a frame with a spoilt beginning', [coded.zstd, spoiltMagic, coded.zstd]],
    ['zstd', 'text', [coded.zstd, Buffer.from('fifteen letters')]],
    ['zstd', 'a byte', [coded.zstd, Buffer.from('f')]],
    ['br', 'another', [coded.br, coded.br]],
    ['br', 'zeros', [coded.br, Buffer.alloc(2000)]],
    ['gzip', 'text', [coded.gzip, Buffer.from('fifteen letters')]],
    ['gzip', 'zeros and another', [coded.gzip, Buffer.alloc(20), coded.gzip]],
  ] as const)('%s with %s behind it is malformed, never cut short', async (encoding, _what, sent) => {
    const reading = read(Buffer.concat(sent), encoding, 1_000_000, pieceBytes)
    await expect(reading).rejects.toMatchObject({ code: 'malformed-body' })
  })
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
