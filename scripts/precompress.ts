import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'

/** Writes every text file of a build in three codings beside it, as small as can be: the gateway hands these out as they are. */
const folder = process.argv[2]
if (!folder) throw new Error('Usage: node scripts/precompress.ts FOLDER')

const zstdParams = {
  [constants.ZSTD_c_compressionLevel]: 19,
  // Browsers refuse a window of more (RFC 9659).
  [constants.ZSTD_c_windowLog]: 23,
}
const coders = {
  zst: (bytes: Buffer) => promisify(zstdCompress)(bytes, { params: zstdParams }),
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes),
  gz: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
}

await Promise.all(
  globSync('**/*.{js,css,html,map,svg,json,txt,webmanifest}', { cwd: folder }).map(async (name) => {
    const bytes = await readFile(join(folder, name))
    for (const [ending, code] of Object.entries(coders)) {
      const coded = await code(bytes)
      if (coded.length < bytes.length) await writeFile(join(folder, `${name}.${ending}`), coded)
    }
  }),
)
