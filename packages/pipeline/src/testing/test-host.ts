import type { Host } from '../host.ts'

/** An host that stores as it is and hashes legibly: what the pipeline does with it is then plain to see. */
export const testHost: Host = {
  compress: (bytes) => bytes.slice(),
  decompress(bytes, maxBytes) {
    if (bytes.length > maxBytes) throw new Error('too large')
    return bytes
  },
  equal: (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]),
  keyedHash: (value) => `hash of ${value}`,
}
