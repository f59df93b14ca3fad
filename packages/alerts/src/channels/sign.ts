import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** What a receiver tells our webhooks from others’ by. */
export function newSecret(): string {
  return prefix + randomBytes(32).toString('base64')
}

/**
 * The headers of a signed webhook, as Standard Webhooks 1.0 have them (https://www.standardwebhooks.com).
 * @param id of the message, the same in every try
 * @param seconds since 1970
 */
export function signed(secret: string, id: string, seconds: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}
