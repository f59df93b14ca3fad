import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { ServedFile } from './served-file.ts'

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** In the order we like them, with what the build calls them. */
const codings = [
  { name: 'zstd', ending: '.zst' },
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

/** By path below the folder, with `/` between its parts. */
export type BuiltFiles = ReadonlyMap<string, ServedFile>

/**
 * Reads a build into memory: it is small, and asked for again and again. (@fastify/static would find files that were
 * compressed before by br and gzip alone, not by zstd.)
 * @returns undefined when there is no build
 */
export async function loadBuiltFiles(folder: string): Promise<BuiltFiles | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)))
  const files = new Map<string, ServedFile>()
  for (const [path, bytes] of contents) {
    if (codings.some(({ ending }) => path.endsWith(ending))) continue
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const coded = codings.flatMap(({ name, ending }): ServedFile['forms'] => {
      const form = contents.get(path + ending)
      // Two codings of a file are not the same bytes, so a strong tag tells them apart.
      return form ? [{ coding: name, bytes: () => form, etag: `"${hash}-${name}"` }] : []
    })
    files.set(relative(folder, path).replaceAll(sep, '/'), {
      type: types[extname(path)] ?? 'application/octet-stream',
      forms: [...coded, { coding: undefined, bytes: () => bytes, etag: `"${hash}"` }],
    })
  }
  return files.size > 0 ? files : undefined
}
