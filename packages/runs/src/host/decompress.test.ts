import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decompress, decompressAside } from './decompress.ts'

const frame = zstdCompressSync('{"n":1}\n')
const spoilt = Buffer.concat([Buffer.from([frame[0]! ^ 1]), frame.subarray(1)])

describe.each([
  ['at once', async (bytes: Uint8Array, most: number) => decompress(bytes, most)],
  [
    'aside',
    async (bytes: Uint8Array, most: number) => Buffer.concat(await Array.fromAsync(decompressAside(bytes, most))),
  ],
])('%s', (_how, read) => {
  test('frames one after another are read to their end', async () => {
    expect(Buffer.from(await read(Buffer.concat([frame, frame]), 100)).toString()).toBe('{"n":1}\n{"n":1}\n')
  })

  test.each([
    ['a spoilt frame in the middle', [frame, spoilt, frame]],
    ['text behind it', [frame, Buffer.from('text')]],
    ['half a frame behind it', [frame, frame.subarray(0, 7)]],
  ])('%s is damage, and nothing is left out in silence', async (_what, parts) => {
    await expect(read(Buffer.concat(parts), 100)).rejects.toThrow()
  })

  test('more than the most is refused', async () => {
    await expect(read(frame, 7)).rejects.toThrow(/larger than 7|more than 7/)
  })
})

test('what is read aside comes in pieces, and is left where its reader stops', async () => {
  const large = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))
  for await (const piece of decompressAside(large, 1e9)) {
    expect(piece.byteLength).toBeLessThanOrEqual(128 * 1024)
    break
  }
})
