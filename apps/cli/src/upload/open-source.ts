import { accessSync, constants, createReadStream, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import type { UploadOptions } from '@syndicate/client'
import { fileNameToSend } from '@syndicate/contracts/file-name'
import { CliError } from '../cli-error.ts'

export interface Source {
  /** A function opens it anew for each reading; what is none can be read once. */
  body: AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>)
  /** In bytes, when known. */
  size?: number
  contentEncoding?: NonNullable<UploadOptions['contentEncoding']>
  /** As far as the name of the file says it beyond doubt. */
  format?: NonNullable<UploadOptions['format']>
  fileName?: string | undefined
}

const encodings = { '.zst': 'zstd', '.gz': 'gzip', '.br': 'br' } as const

// Not .json: it may hold one document or a line each, and the pipeline knows better.
const formats = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.msgpack': 'msgpack',
  '.mpk': 'msgpack',
  '.cbor': 'cbor',
} as const

/** What the name of a file says about what is in it: `a.csv.gz` is CSV, compressed. */
export function formOf(name: string): Pick<Source, 'contentEncoding' | 'format'> {
  const last = extname(name).toLowerCase()
  const contentEncoding = encodings[last as keyof typeof encodings]
  const inner = contentEncoding ? extname(name.slice(0, -last.length)).toLowerCase() : last
  const format = formats[inner as keyof typeof formats]
  return { ...(contentEncoding && { contentEncoding }), ...(format && { format }) }
}

/**
 * A file, or standard input for `-`, to be read while it is sent.
 * @throws CliError wrongUse when there is no such file, or nobody pipes anything in
 */
export function openSource(
  name: string,
  { folder, stdin }: { folder: string; stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean } },
): Source {
  if (name === '-') {
    if (!stdin.isTTY) return { body: stdin }
    throw new CliError(
      'wrongUse',
      'There is nothing on standard input',
      'Pipe it in: … | syndicate run - --pipeline NAME',
    )
  }
  const path = resolve(folder, name)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new CliError('wrongUse', `There is no file ${name}`)
  if (found.isDirectory()) throw new CliError('wrongUse', `${name} is a folder`)
  try {
    accessSync(path, constants.R_OK)
  } catch (cause) {
    throw new CliError('wrongUse', `${name} may not be read`, undefined, { cause })
  }
  if (found.isFile() && found.size === 0) throw new CliError('wrongUse', `There is nothing in ${name}`)
  // A file is read anew when it has to be sent again; a pipe has been read then.
  const body = found.isFile() ? () => readWhenAsked(path) : readWhenAsked(path)
  return { body, size: found.size, fileName: fileNameToSend(basename(path)), ...formOf(name) }
}

/** Opened with the first read, so that nobody misses its failure. */
async function* readWhenAsked(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>
}
