import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** What it takes to send to a destination. */
export type Route = { url: string; secret?: string } | { to: string[] }

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts what it takes to send to a destination, so that whoever has the database alone cannot.
 * @param key 32 bytes in hex
 * @param id of the destination: for another one it cannot be opened
 */
export function seal(key: string, id: string, route: Route): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, Buffer.from(key, 'hex'), nonce).setAAD(Buffer.from(id))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(route)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/**
 * @param keys that it may have been sealed with
 * @throws Error when it was sealed with another key, or for another destination
 */
export function unseal(keys: readonly string[], id: string, sealed: Uint8Array): Route {
  for (const key of keys) {
    const route = open(key, id, sealed)
    if (route) return route
  }
  throw new Error('its address was sealed with another HASH_KEY: add the destination anew')
}

/** Whether it opens with this key. */
export function isSealedWith(key: string, id: string, sealed: Uint8Array): boolean {
  return open(key, id, sealed) !== undefined
}

function open(key: string, id: string, sealed: Uint8Array): Route | undefined {
  try {
    const nonce = sealed.subarray(0, nonceBytes)
    const decipher = createDecipheriv(algorithm, Buffer.from(key, 'hex'), nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(id)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
    return JSON.parse(text.toString()) as Route
  } catch {
    return undefined
  }
}
