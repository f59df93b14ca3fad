import type { Host } from '../host.ts'

/** The largest content of one stored chunk, in bytes. Bounds what reading one may take. */
export const maxStoredBytes = 128 * 1024 * 1024

/**
 * What a chunk and a record may grow to when they are made, in characters, line feeds included: counted without
 * looking at them, and of no more than three bytes each, so that what was made can be read.
 */
export const maxStoredChars = 32 * 1024 * 1024
export const maxLineChars = 16 * 1024 * 1024

const encoder = new TextEncoder()

/** The stored form: lines of JSON, each with its line feed, in one zstd frame. */
export function encodeFrame(host: Host, lines: string[]): Uint8Array {
  const bytes = encoder.encode(lines.length === 0 ? '' : `${lines.join('\n')}\n`)
  if (bytes.length > maxStoredBytes) throw new Error(`A chunk of ${bytes.length} bytes is more than a frame may hold`)
  return host.compress(bytes)
}
