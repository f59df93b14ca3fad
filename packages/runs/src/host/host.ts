import { createHash, createHmac, hash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import type { Host } from '@syndicate/pipeline'
import { decompress } from './decompress.ts'
import { roomFor } from './output-room.ts'

/** Level 1 takes a third of the time of level 3 for records, and about a tenth more room. */
const zstdParams = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_checksumFlag]: 1,
}

/** What Node lends the pipeline. `hashKey` is the key of the `hash` step. */
export function createHost(hashKey: string): Host {
  return {
    compress: (bytes) => zstdCompressSync(bytes, { params: zstdParams, chunkSize: roomFor(bytes.byteLength / 5) }),
    decompress,
    equal: (a, b) => Buffer.compare(a, b) === 0,
    keyedHash: (value) => createHmac('sha256', hashKey).update(value).digest('hex'),
    digest: (text) => hash('sha256', text, 'latin1'),
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
