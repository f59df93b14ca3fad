import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'

const decompress = promisify(zstdDecompress)

/** No stored chunk comes near this; a damaged one must not eat the memory. */
const maxOutputLength = 512 * 1024 * 1024

/** The NDJSON of a stored frame, decompressed off the event loop. */
export function openFrame(data: Uint8Array): Promise<Buffer> {
  return decompress(data, { maxOutputLength })
}
