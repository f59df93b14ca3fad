import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'

/** Longest body that is read: what is larger is an input, which `syndicate run` streams. In bytes. */
const mostBytes = 64 * 1024 * 1024

/**
 * The path of a route as it is asked, from how it was written: `runs?limit=1` is `/api/runs?limit=1`.
 * @param server with the path below which its routes are, if there is one; it may be written as well, as in what the server links to
 * @throws CliError wrongUse for an address elsewhere, which is not to see who asks
 */
export function pathOf(text: string, server: string): string {
  const here = new URL(server)
  const written = /^[a-z][a-z0-9+.-]*:|^\//i.test(text) ? text : `/api/${text.replace(/^api\//, '')}`
  const url = URL.canParse(written, here) ? new URL(written, here) : undefined
  // What begins with `//` is an address elsewhere to whoever reads it next.
  if (url?.origin === here.origin && !url.pathname.startsWith('//')) {
    const base = here.pathname.replace(/\/$/, '')
    const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname
    return path + url.search
  }
  throw new CliError('wrongUse', `${text} is no path at ${server}`, 'Write it as /api/runs, or as runs.')
}

/** Where an answer says that the next page is. */
export function nextOf({ headers }: Response): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
}

/** `name=value` → its two, as they are written. @throws CliError wrongUse */
export function fieldOf(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new CliError('wrongUse', `${text} is no field`, 'Write it as name=value, such as limit=10.')
  return [text.slice(0, at), text.slice(at + 1)]
}

/** A path with more in its query. A value in quotes is the text within, any other is as it is written. */
export function withQuery(path: string, fields: readonly [string, string][]): string {
  const url = new URL(path, 'http://localhost')
  for (const [name, written] of fields) {
    const value = written.startsWith('"') ? valueOf(name, written) : written
    url.searchParams.append(name, typeof value === 'string' ? value : written)
  }
  return url.pathname + url.search
}

/** A JSON body of fields: a value that is JSON is what it says, else it is text. @throws CliError wrongUse */
export function bodyOf(fields: readonly [string, string][]): string {
  return JSON.stringify(Object.fromEntries(fields.map(([name, written]) => [name, valueOf(name, written)])))
}

/** @throws CliError wrongUse for a number that would become another one */
function valueOf(name: string, written: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch {
    return written
  }
  for (const [number] of written.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/-?\d[\d.eE+-]*/g))
    if (!isKept(number))
      throw new CliError(
        'wrongUse',
        `${name}: ${number} would not stay as it is`,
        `Send it by --input, or as text: '${name}="${number}"'.`,
      )
  return value
}

/** Whether a number has no more digits than a double holds. */
function isKept(written: string): boolean {
  const number = Number(written)
  return Number.isFinite(number) && plain(String(number)) === plain(written)
}

/** Its digits and its exponent: `1.0`, `10e-1` and `1` are one number. */
function plain(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
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
