import type { RedisOptions } from 'ioredis'

/** Where sentinels usually listen. */
const sentinelPort = 26_379

interface Host {
  host: string
  port: number
}

/** What a URL of several hosts says. */
export interface SeveralHosts {
  isTls: boolean
  hosts: Host[]
  /** Of Redis itself. */
  credentials: Pick<RedisOptions, 'username' | 'password'>
  path: string[]
}

/** @returns null for a URL of one host */
export function severalHosts(url: string): SeveralHosts | null {
  const [, tls, login = '', hosts, path = ''] =
    /^redis(s?)\+sentinel:\/\/(?:([^/@]*)@)?([^/?#]+)\/?([^?#]*)/.exec(url) ?? []
  if (hosts === undefined) return null
  const [, username = '', password] = /^([^:]*):?(.*)$/.exec(login)!
  return {
    isTls: tls === 's',
    hosts: hosts.split(',').map((each) => hostOf(each)),
    credentials: {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    },
    path: path.split('/'),
  }
}

function hostOf(text: string): Host {
  const { hostname, port } = new URL(`redis://${text}`)
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || sentinelPort) }
}
