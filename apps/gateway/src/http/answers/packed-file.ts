import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { ServedFile } from './served-file.ts'

/** Thorough, for each is made once; brotli at its most thorough takes seconds. */
const codings = {
  zstd: (bytes: Buffer) => promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 15 } }),
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 8 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
}

/** A file that no build has compressed: each coding is made when somebody first asks for it, off the event loop, and kept. */
export function packedFile(type: string, bytes: Buffer): ServedFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const coded = Object.entries(codings).map(([coding, code]) => {
    let made: Promise<Buffer> | undefined
    return { coding, etag: `"${hash}-${coding}"`, bytes: () => (made ??= code(bytes)) }
  })
  return { type, forms: [...coded, { coding: undefined, etag: `"${hash}"`, bytes: () => bytes }] }
}
