import type { Host } from '../host.ts'

/** The largest content of one stored chunk, in bytes. Bounds what reading one may take. */
export const maxStoredBytes = 128 * 1024 * 1024

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lineFeed = 10

/** The content of a stored frame: lines of JSON, each with its line feed. Throws when it is damaged. */
export function readFrame(host: Host, data: Uint8Array): Uint8Array {
  const content = host.decompress(data, maxStoredBytes)
  if (content.length > 0 && content.at(-1) !== lineFeed)
    throw new Error('Damaged frame: it does not end with a whole record')
  return content
}

/** The lines as texts, without their line feeds. Throws when they are not valid UTF-8. */
export function linesOf(content: Uint8Array): string[] {
  const lines = decoder.decode(content).split('\n')
  lines.pop()
  return lines
}
