import { createHash, createHmac } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import type { Host } from '@syndicate/pipeline'
import { decompress } from './decompress.ts'

/** Level 1 takes a third of the time of level 3 for records, and about a tenth more room. */
const zstdParams = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_checksumFlag]: 1,
}

/** What Node lends the pipeline. `hashKey` is the key of the `hash` step. */
export function createHost(hashKey: string): Host {
  return {
    compress: (bytes) => zstdCompressSync(bytes, { params: zstdParams }),
    decompress: (bytes, maxBytes) =>
      decompress(bytes, { maxOutputLength: maxBytes, chunkSize: roomFor(bytes.byteLength) }),
    keyedHash: (value) => createHmac('sha256', hashKey).update(value).digest('hex'),
  }
}

/** Output room that mostly suffices at once: pieces would have to be joined, a third of the time of a large frame. */
function roomFor(compressedBytes: number): number {
  return Math.min(Math.max(compressedBytes * 12, 16 * 1024), 2 * 1024 * 1024)
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
