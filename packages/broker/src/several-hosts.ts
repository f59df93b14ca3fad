import type { RedisOptions } from 'ioredis'

/** Where each usually listens. */
const ports = { sentinel: 26_379, cluster: 6379 }

interface Host {
  host: string
  port: number
}

/** What a URL of several hosts says. */
export interface SeveralHosts {
  kind: keyof typeof ports
  isTls: boolean
  hosts: Host[]
  /** Of Redis itself. */
  credentials: Pick<RedisOptions, 'username' | 'password'>
  path: string[]
}

/** @returns null for a URL of one host */
export function severalHosts(url: string): SeveralHosts | null {
  const [, tls, kind, login = '', hosts, path = ''] =
    /^redis(s?)\+(sentinel|cluster):\/\/(?:([^/@]*)@)?([^/?#]+)\/?([^?#]*)/.exec(url) ?? []
  if (hosts === undefined) return null
  const [, username = '', password] = /^([^:]*):?(.*)$/.exec(login)!
  const which = kind as keyof typeof ports
  return {
    kind: which,
    isTls: tls === 's',
    hosts: hosts.split(',').map((each) => hostOf(each, ports[which])),
    credentials: {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    },
    path: path.split('/'),
  }
}

function hostOf(text: string, standardPort: number): Host {
  const { hostname, port } = new URL(`redis://${text}`)
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || standardPort) }
}

/** What keys begin with. Scripts touch several at once, which a cluster allows in one slot: that of what stands in braces. */
export function keyPrefixOf(url: string, prefix = 'syndicate'): string {
  const isSpread = severalHosts(url)?.kind === 'cluster' && !/\{.+\}/.test(prefix)
  return isSpread ? `{${prefix}}` : prefix
}
