import type { Engine } from '../engine.ts'

/** An engine that stores as it is and hashes legibly: what the pipeline does with it is then plain to see. */
export const testEngine: Engine = {
  compress: (bytes) => bytes.slice(),
  decompress(bytes, maxBytes) {
    if (bytes.length > maxBytes) throw new Error('too large')
    return bytes
  },
  keyedHash: (value) => `hash of ${value}`,
}
