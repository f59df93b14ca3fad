import { BlockList, isIP, isIPv4 } from 'node:net'

/** Networks of IPv4 that are not the public internet's (https://www.iana.org/assignments/iana-ipv4-special-registry). */
const special4 = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ' +
  // Azure tells machines of themselves there, though it is of the public internet.
  '168.63.129.16/32'
).split(' ')
/** The one network of IPv6 that is, */
const global6 = '2000::/3'
/** but for tunnels, which lead to addresses of IPv4, and what is for documents or not for hosts. */
const special6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20'.split(' ')

/** Anywhere but in networks that are allowed. */
const ports = new Set([80, 443, 8443])

export interface Address {
  address: string
  family: 4 | 6
}

export interface Guard {
  /** Why nothing may be sent to this address and port; undefined when it may. */
  refusal(address: string, port: number): string | undefined
}

/** Nothing was sent: that would have gone where it may not. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/**
 * Keeps requests out of one's own network: loopback, private and link-local addresses, what clouds tell machines of
 * themselves, and all that stands for one of these in IPv6.
 * @param allowed networks of one's own that may be reached all the same, at any port, such as `10.1.0.0/16`
 */
export function createGuard(allowed: readonly string[] = []): Guard {
  const own = networks(allowed)
  const refused = networks([...special4, ...special6])
  const global = networks([global6])

  return {
    refusal(address, port) {
      const family = isIP(address)
      // An address with a zone is of a link of this machine.
      if (family === 0 || address.includes('%')) return `${address} is no address that alerts are sent to`
      const kind = family === 4 ? 'ipv4' : 'ipv6'
      if (own.check(address, kind)) return undefined
      const isPublic = !refused.check(address, kind) && (family === 4 || global.check(address, kind))
      if (!isPublic) return `${address} is in a network that alerts are not sent to (ALERTS_ALLOW)`
      return ports.has(port) ? undefined : `alerts are not sent to port ${port}, but to ${[...ports].join(', ')}`
    },
  }
}

function networks(list: readonly string[]): BlockList {
  const found = new BlockList()
  for (const network of list) {
    const [address = '', bits] = network.split('/')
    const most = isIPv4(address) ? 32 : 128
    found.addSubnet(address, Number(bits ?? most), most === 32 ? 'ipv4' : 'ipv6')
  }
  return found
}
