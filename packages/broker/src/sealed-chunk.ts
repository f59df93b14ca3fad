import { crc32 } from 'node:zlib'

/** How much larger a chunk is behind its checksum. */
export const sumBytes = 4

/** A chunk came back from Redis other than it was put there. */
export class DamagedChunk extends Error {
  override readonly name = 'DamagedChunk'

  constructor(ordinal: number) {
    super(`Chunk ${ordinal} is not what was put into Redis: its checksum differs`)
  }
}

/** A chunk behind its checksum: what rots in Redis' memory or file must not pass for what was taken in. */
export function seal(chunk: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(sumBytes + chunk.byteLength)
  sealed.writeUInt32BE(crc32(chunk))
  sealed.set(chunk, sumBytes)
  return sealed
}

/** The chunk, as a view, or null when it is not what was sealed. */
export function unseal(sealed: Buffer): Buffer | null {
  const chunk = sealed.subarray(sumBytes)
  return sealed.byteLength >= sumBytes && sealed.readUInt32BE() === crc32(chunk) ? chunk : null
}
