import type { Engine } from './engine.ts'

/** The largest content of one stored frame, in bytes. Bounds what reading one may take. */
export const maxStoredBytes = 128 * 1024 * 1024

const encoder = new TextEncoder()

/** The stored form: lines of JSON, each with its line feed, in one zstd frame. */
export function encodeFrame(engine: Engine, lines: string[]): Uint8Array {
  const bytes = encoder.encode(lines.length === 0 ? '' : `${lines.join('\n')}\n`)
  if (bytes.length > maxStoredBytes) throw new Error(`A chunk of ${bytes.length} bytes is more than a frame may hold`)
  return engine.compress(bytes)
}
