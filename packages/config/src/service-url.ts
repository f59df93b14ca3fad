import type { ConfigProblem } from './config-error.ts'

type UrlProblem = Pick<ConfigProblem, 'expected' | 'got'>

const shapes = {
  databaseUrl: 'postgres://user:password@host:5432/name',
  redisUrl: 'redis://user:password@host:6379',
} as const

/** What other programs read in such a URL and this one does not, and what to do instead. PostgreSQL would be asked for it as a setting. */
const elsewhere: Record<string, string> = {
  sslrootcert: 'NODE_EXTRA_CA_CERTS=/path/to/ca.pem names a private certificate authority, with sslmode=verify-full',
  sslcert: 'certificates of clients are not supported',
  sslkey: 'certificates of clients are not supported',
  sslcrl: 'lists of revoked certificates are not supported',
  schema: 'SYNDICATE_SCHEMA names the schema',
  search_path: 'SYNDICATE_SCHEMA names the schema',
  pgbouncer: 'leave it out; `pnpm validate:etl` says what PgBouncer has to be set to',
  channel_binding: 'leave it out',
  gssencmode: 'leave it out',
  connection_limit: 'performance.databasePool in syndicate.yaml is how many connections are opened',
  pool_timeout: 'leave it out',
}

const understood =
  'sslmode, connect_timeout, keep_alive, target_session_attrs and settings of PostgreSQL are understood'

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
  const foreign = [...new URL(`x://${first}`).searchParams.keys()].find((name) => Object.hasOwn(elsewhere, name))
  return foreign === undefined
    ? undefined
    : {
        expected: `${expected}?sslmode=require (${understood})`,
        got: `the parameter ${foreign}: ${elsewhere[foreign]}`,
      }
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
