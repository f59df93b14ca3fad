import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import { ProblemError } from '@syndicate/contracts'
import { decompress } from '../host/decompress.ts'

/** What is in a part: whole records as a slice that says how to read them, or bytes of an input that is yet to be cut. */
export type PartKind = 'slice' | 'raw'

/** Comes before the zstd frame of a slice, so that nobody takes one for the other; versions before knew raw parts alone. */
const sliceMark = 0x01
/** Below this, handing the work to another thread takes longer than the work. */
const smallBytes = 64 * 1024
/** Room for the output, in bytes. */
const leastRoom = 1024
/** Records seldom become smaller than a third, in zstd's quickest form. */
const usualRatio = 3
/** Records larger than a part make a part larger. Bounds what opening one may take. */
const mostPartBytes = 128 * 1024 * 1024

/** With a checksum: what rots where it is kept must not pass for what was sent. */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }
const compressAside = promisify(zstdCompress)

/** A part as it is stored. */
export async function packPart(kind: PartKind, part: Uint8Array): Promise<Uint8Array> {
  // Room for the whole output, mostly: pieces would each come back to this thread, and have to be joined.
  const options = { params, chunkSize: Math.max(leastRoom, Math.ceil(part.byteLength / usualRatio)) }
  const frame = part.byteLength < smallBytes ? zstdCompressSync(part, options) : await compressAside(part, options)
  return kind === 'raw' ? frame : Buffer.concat([Uint8Array.of(sliceMark), frame])
}

/** The bytes of a stored part. Throws input-lost when it is damaged, or of another kind. */
export function openPart(kind: PartKind, part: Uint8Array): Uint8Array {
  try {
    if (kind === 'slice' && part[0] !== sliceMark) throw new Error('It is no slice')
    return decompress(kind === 'raw' ? part : part.subarray(1), mostPartBytes)
  } catch (cause) {
    throw new ProblemError('input-lost', 'A part of the stored input is damaged', { cause })
  }
}
