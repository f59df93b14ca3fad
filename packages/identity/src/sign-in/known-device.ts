import { randomBytes } from 'node:crypto'
import { nameKey } from '@syndicate/contracts'

/** What a device where somebody signed in before shows of it. */
export interface DeviceClaims {
  /** The name of the account that was signed in to. */
  sub: string
  did: string
  exp: number
}

/** How long a device is remembered, in seconds. */
export const deviceSeconds = 180 * 86_400

/**
 * Wrong tries from a device that an account knows are counted apart, so that whoever slows down the account, or the network
 * the device is in, does not keep its owner out.
 * @returns the device's id, or null for one that this account does not know
 */
export function knownDevice(claims: DeviceClaims | null, username: string): string | null {
  return claims && nameKey(claims.sub) === nameKey(username) ? claims.did : null
}

/** What a device shows from signing in on. @param deviceId of one that the account knows: it keeps what was counted for it */
export function rememberDevice(deviceId: string | null, username: string): DeviceClaims {
  const did = deviceId ?? randomBytes(16).toString('base64url')
  return { sub: username, did, exp: Math.floor(Date.now() / 1000) + deviceSeconds }
}
