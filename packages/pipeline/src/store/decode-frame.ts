import type { Host } from '../host.ts'
import { maxStoredBytes } from './encode-frame.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The records of a stored frame in order, each as one line of JSON. Throws when the frame is damaged. */
export function decodeFrame(host: Host, data: Uint8Array): string[] {
  const lines = decoder.decode(host.decompress(data, maxStoredBytes)).split('\n')
  if (lines.pop() !== '') throw new Error('Damaged frame: it does not end with a whole record')
  return lines
}
