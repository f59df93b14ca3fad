import { readFileSync } from 'node:fs'
import { getCACertificates, type ConnectionOptions as TlsOptions } from 'node:tls'
import type postgres from 'postgres'

const portOfPostgres = 5432

type Options = postgres.Options<Record<string, never>>

interface Address extends Pick<
  Options,
  | 'host'
  | 'port'
  | 'path'
  | 'user'
  | 'password'
  | 'database'
  | 'ssl'
  | 'sslnegotiation'
  | 'target_session_attrs'
  | 'connect_timeout'
  | 'keep_alive'
> {
  /** Whether a pooler gives out sessions by the transaction. */
  isPooled: boolean
  /** What the URL asks of PostgreSQL itself. */
  settings: Record<string, string>
}

/**
 * Where a URL says PostgreSQL is and how it is reached, as libpq reads it; what it has to hold itself to is `config`'s.
 * The driver's own reading takes the first host's port for all, and passes what it does not know on to PostgreSQL.
 * @throws Error that names the file of a certificate or key that cannot be read
 */
export function addressOf(url: string): Address {
  const [, authority = '', path = '', query = ''] = /^\w+:\/\/([^/?#]*)\/?([^?#]*)\??([^#]*)/.exec(url) ?? []
  const at = authority.lastIndexOf('@')
  const [user, password] = splitAt(authority.slice(0, Math.max(0, at)), ':').map(decodeURIComponent)
  const {
    sslmode,
    sslrootcert,
    sslcert,
    sslkey,
    sslnegotiation,
    channel_binding: _,
    target_session_attrs: kind,
    connect_timeout,
    keep_alive,
    pgbouncer,
    ...settings
  } = Object.fromEntries(new URLSearchParams(query))
  return {
    ...hostsOf(authority.slice(at + 1)),
    ...(user && { user }),
    ...(password && { password }),
    ...(path && { database: decodeURIComponent(path) }),
    ...tlsOf(sslmode, { sslrootcert, sslcert, sslkey }),
    ...(sslnegotiation === 'direct' && { sslnegotiation }),
    ...((kind === 'read-write' || kind === 'primary') && { target_session_attrs: kind }),
    ...(connect_timeout !== undefined && { connect_timeout: Number(connect_timeout) }),
    ...(keep_alive !== undefined && { keep_alive: Number(keep_alive) }),
    isPooled: pgbouncer === 'true',
    settings,
  }
}

/** Nothing where the URL names none: what psql heeds in the environment counts then. */
function hostsOf(text: string): Pick<Address, 'host' | 'port' | 'path'> {
  if (text === '') return {}
  const hosts = text.split(',').map((each) => {
    const [, bracketed, name, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d*))?$/.exec(each) ?? []
    return {
      host: bracketed ?? decodeURIComponent(name ?? each),
      port: port ? Number(port) : portOfPostgres,
    }
  })
  const [{ host, port }] = hosts as [(typeof hosts)[0]]
  // A folder of sockets.
  if (host.startsWith('/')) return { path: `${host}/.s.PGSQL.${port}` }
  return { host: hosts.map((each) => each.host), port: hosts.map((each) => each.port) }
}

type Files = Record<'sslrootcert' | 'sslcert' | 'sslkey', string | undefined>

/** `require` with an authority is `verify-ca`, as for libpq. */
function tlsOf(mode: string | undefined, files: Files): Pick<Address, 'ssl'> {
  if (mode === undefined || mode === 'disable') return {}
  if (mode === 'prefer') return { ssl: 'prefer' }
  const { sslrootcert, sslcert, sslkey } = files
  const ca = sslrootcert === 'system' ? getCACertificates('system') : read({ sslrootcert })
  const options: TlsOptions = {
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(ca !== undefined && { ca }),
    ...(sslcert !== undefined && { cert: read({ sslcert })! }),
    ...(sslkey !== undefined && { key: read({ sslkey })! }),
    // Whatever name is in it.
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  }
  return { ssl: options }
}

function read(file: Record<string, string | undefined>): string | undefined {
  const [[name, path]] = Object.entries(file) as [[string, string | undefined]]
  try {
    return path === undefined ? undefined : readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`${name} of DATABASE_URL cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function splitAt(text: string, mark: string): string[] {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
