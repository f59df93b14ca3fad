import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface ParsedKey {
  id: string
  secretHash: Buffer
}

const form = /^syn_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/**
 * A new key over 256 random bits. They need no slow hash: nobody guesses them, by any number of tries.
 * @param id the UUID it is kept under
 */
export function issueKey(id: string): { key: string; secretHash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { key: `syn_${id.replaceAll('-', '')}_${secret}`, secretHash: hashOf(secret) }
}

/** What a key says, or null when it is none. */
export function parseKey(key: string): ParsedKey | null {
  const [, ...parts] = form.exec(key) ?? []
  const secret = parts.pop()
  return secret === undefined ? null : { id: parts.join('-'), secretHash: hashOf(secret) }
}

/** In the same time wherever they differ. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
