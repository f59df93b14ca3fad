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
  digest,
}

/** No SHA-256, but as long, and as good as different for different texts. */
function digest(text: string): string {
  let bytes = ''
  for (let at = 0; at < 32; at++) {
    let state = at
    for (let unit = 0; unit < text.length; unit++) state = Math.imul(state ^ text.charCodeAt(unit), 0x01000193) + at
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    bytes += String.fromCharCode((state >>> 16) & 255)
  }
  return bytes
}
