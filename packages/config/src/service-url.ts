import type { ConfigProblem } from './config-error.ts'
import { problemOfParameters } from './database-parameters.ts'

type UrlProblem = Pick<ConfigProblem, 'expected' | 'got'>

const shapes = {
  databaseUrl: 'postgres://user:password@host:5432/name',
  redisUrl: 'redis://user:password@host:6379',
} as const

/** What is wrong with the URL of a service, in words that hold nothing of it; undefined when it can be used. */
export function problemOfUrl(which: keyof typeof shapes, url: string): UrlProblem | undefined {
  const expected = `a URL such as ${shapes[which]}`
  const authority = url.replace(/^[\w+]+:\/\//, '')
  const beforeHost = authority.slice(0, Math.max(0, authority.lastIndexOf('@')))
  if (/[/#?@\s]|%(?![\da-f]{2})/i.test(beforeHost)) {
    const got = 'one whose user or password is not: percent-encode it (/ is %2F, # %23, ? %3F, % %25, @ %40, : %3A)'
    return { expected: `${expected}, its password percent-encoded`, got }
  }
  // One of several hosts stands for all, as for the driver.
  const [, one] = /^([^/?#,]*),[^/?#]*/.exec(authority) ?? []
  const first = one === undefined ? authority : authority.replace(/^[^/?#]*/, one)
  if (/%(?![\da-f]{2})/i.test(url) || !URL.canParse(`x://${first}`)) {
    return { expected, got: 'one that cannot be read (not shown); is its password percent-encoded?' }
  }
  if (which === 'redisUrl') return problemOfRedisUrl(url, authority.slice(authority.lastIndexOf('@') + 1))
  const hosts = /^[^/?#]*/.exec(authority.slice(authority.lastIndexOf('@') + 1))![0].split(',')
  if (hosts.some((host) => !isHost(host, hosts.length))) return { expected, got: 'one with a host that cannot be read' }
  return problemOfParameters(new URL(`x://${first}`).searchParams)
}

/** A name, an address, or alone a folder of sockets or nothing; and perhaps a port. */
function isHost(text: string, hosts: number): boolean {
  if (!/^(\[[\da-f:.]+\]|[^:[\]]*)(:\d*)?$/i.test(text)) return false
  return hosts === 1 || !/^($|:|%2f)/i.test(text)
}

/** @param rest what follows user and password */
function problemOfRedisUrl(url: string, rest: string): UrlProblem | undefined {
  const [, hosts = '', path = '', query = ''] = /^([^/?#]*)([^?#]*)(.*)$/.exec(rest)!
  if (url.startsWith('redis+') || url.startsWith('rediss+')) {
    const isCluster = /^rediss?\+cluster:/.test(url)
    const expected = isCluster
      ? 'a URL such as redis+cluster://user:password@one:6379,two:6379'
      : 'a URL such as redis+sentinel://user:password@one:26379,two:26379/mymaster'
    if (!hosts.split(',').every((host) => host !== '' && URL.canParse(`x://${host}`)))
      return { expected, got: 'hosts that cannot be read' }
    if (isCluster && !/^\/?$/.test(path)) return { expected, got: 'more after the hosts; a cluster has one database' }
    if (!isCluster && !/^\/[\w.-]+(\/\d+)?$/.test(path))
      return { expected, got: 'none or no good name of the master after the hosts, as the sentinels have it' }
    return query === '' ? undefined : { expected, got: 'parameters, which are not understood here' }
  }
  if (!hosts.includes(',')) return undefined
  return {
    expected: 'one host, or redis+sentinel:// with those of sentinels, or redis+cluster:// with those of nodes',
    got: 'several',
  }
}

/** The URL with the password in it, encoded as it has to be there; one that has a password of its own, or no host, stays as it is. */
export function withPassword(url: string, password: string): string {
  const [whole, scheme, user = '', host] = /^([\w+]+:\/\/)(?:([^/?#@]*)@)?([^/?#]+)/.exec(url) ?? []
  if (whole === undefined || user.includes(':')) return url
  return `${scheme}${user}:${encodeURIComponent(password)}@${host}${url.slice(whole.length)}`
}
