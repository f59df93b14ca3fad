import type { Engine } from './engine.ts'
import { maxStoredBytes } from './stored-frame.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The records of a stored frame in order, each as one line of JSON. Throws when the frame is damaged. */
export function decodeFrame(engine: Engine, data: Uint8Array): string[] {
  const lines = decoder.decode(engine.decompress(data, maxStoredBytes)).split('\n')
  if (lines.pop() !== '') throw new Error('Damaged frame: it does not end with a whole record')
  return lines
}
