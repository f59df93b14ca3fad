const encoder = new TextEncoder()
const decoder = new TextDecoder()
const prefixBytes = 4

/** Joins a JSON header and a body into one block: header length (u32, big endian), header, body. */
export function packFrame(header: unknown, body: Uint8Array): Uint8Array {
  const head = encoder.encode(JSON.stringify(header))
  const frame = new Uint8Array(prefixBytes + head.length + body.length)
  new DataView(frame.buffer).setUint32(0, head.length)
  frame.set(head, prefixBytes)
  frame.set(body, prefixBytes + head.length)
  return frame
}

/**
 * Takes a block of `packFrame` apart. The body is a view, not a copy. Throws when the block is damaged; whether the
 * header is a `Header` is for the caller to know, who packed it.
 */
export function unpackFrame<Header>(frame: Uint8Array): { header: Header; body: Uint8Array } {
  if (frame.length < prefixBytes) throw new Error('Damaged frame: shorter than its prefix')
  const bodyStart = prefixBytes + new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0)
  if (bodyStart > frame.length) throw new Error('Damaged frame: shorter than its header')
  const header = JSON.parse(decoder.decode(frame.subarray(prefixBytes, bodyStart))) as Header
  return { header, body: frame.subarray(bodyStart) }
}
