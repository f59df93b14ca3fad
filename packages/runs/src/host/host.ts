import { createHash, createHmac } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import type { Host } from '@syndicate/pipeline'
import { decompress } from './decompress.ts'

/** Level 1 takes a third of the time of level 3 for records, and about a tenth more room. */
const zstdParams = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_checksumFlag]: 1,
}
const leastRoom = 16 * 1024

/** What Node lends the pipeline. `hashKey` is the key of the `hash` step. */
export function createHost(hashKey: string): Host {
  return {
    compress: (bytes) => zstdCompressSync(bytes, { params: zstdParams, chunkSize: roomFor(bytes.byteLength / 5) }),
    decompress: (bytes, maxBytes) =>
      decompress(bytes, {
        maxOutputLength: Math.max(1, maxBytes),
        // One more than there can be, or Node asks for the rest of nothing.
        chunkSize: Math.min(roomFor(bytes.byteLength * 12), Math.max(leastRoom, maxBytes + 1)),
      }),
    equal: (a, b) => Buffer.compare(a, b) === 0,
    keyedHash: (value) => createHmac('sha256', hashKey).update(value).digest('hex'),
  }
}

/** Output room that mostly suffices at once: pieces would have to be joined, a third of the time of a large frame. */
function roomFor(bytes: number): number {
  return Math.ceil(Math.min(Math.max(bytes, leastRoom), 2 * 1024 * 1024))
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
