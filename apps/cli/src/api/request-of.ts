import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'

/** Longest body that is read: what is larger is an input, which `syndicate run` streams. In bytes. */
const mostBytes = 64 * 1024 * 1024

/**
 * The path of a route as it is asked, from how it was written: `runs?limit=1` is `/api/runs?limit=1`.
 * @throws CliError wrongUse for an address elsewhere, which is not to see who asks
 */
export function pathOf(text: string, server: string): string {
  const here = new URL(server)
  const written = /^[a-z][a-z0-9+.-]*:|^\//i.test(text) ? text : `/api/${text.replace(/^api\//, '')}`
  const url = URL.canParse(written, here) ? new URL(written, here) : undefined
  if (url?.origin === here.origin) return url.pathname + url.search
  throw new CliError('wrongUse', `${text} is no path at ${server}`, 'Write it as /api/runs, or as runs.')
}

/** `name=value` → its two; a value that is JSON is what it says, else it is text. @throws CliError wrongUse */
export function fieldOf(text: string): [name: string, value: unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new CliError('wrongUse', `${text} is no field`, 'Write it as name=value, such as limit=10.')
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  try {
    return [name, JSON.parse(value) as unknown]
  } catch {
    return [name, value]
  }
}

/** A path with more in its query. */
export function withQuery(path: string, fields: readonly [string, unknown][]): string {
  const url = new URL(path, 'http://localhost')
  for (const [name, value] of fields)
    url.searchParams.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  return url.pathname + url.search
}

/** `name: value` → its two. @throws CliError wrongUse */
export function headerOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([\w-]+): *(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new CliError('wrongUse', `${text} is no header`, "Write it as 'accept: text/csv'.")
  return [name.toLowerCase(), value]
}

/** A whole body, from a file or, for `-`, from standard input. @throws CliError wrongUse */
export async function bodyFrom(
  name: string,
  { folder, stdin }: { folder: string; stdin: AsyncIterable<Uint8Array> },
): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const piece of name === '-' ? stdin : [readWhole(resolve(folder, name), name)]) {
    size += piece.byteLength
    if (size > mostBytes)
      throw new CliError(
        'wrongUse',
        `${name} has more than 64 MiB`,
        'Inputs are sent by `syndicate run FILE`, however large.',
      )
    pieces.push(piece as Uint8Array<ArrayBuffer>)
  }
  return new Blob(pieces)
}

function readWhole(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new CliError('wrongUse', `${name} cannot be read`, undefined, { cause })
  }
}
