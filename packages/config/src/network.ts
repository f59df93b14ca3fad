import { isIP } from 'node:net'

/** An address, or all that share its first bits. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  return (
    family !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  )
}

const namedProxies = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** What Fastify takes as a proxy that is believed: not everybody, which would let all callers choose their address. */
export function isProxy(text: string): boolean {
  return namedProxies.has(text) || (isNetwork(text) && !/\/0+$/.test(text))
}
