import type { ConfigProblem } from './config-error.ts'

type Problem = Pick<ConfigProblem, 'expected' | 'got'>

/** What libpq reads in a URL and this program does as well, with the values it may have; any where there are none. */
const understood: Record<string, string[] | null> = {
  sslmode: ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
  sslrootcert: null,
  sslcert: null,
  sslkey: null,
  sslnegotiation: ['postgres', 'direct'],
  // The driver has none; whoever only prefers it is content.
  channel_binding: ['disable', 'prefer'],
  target_session_attrs: ['any', 'primary', 'read-write'],
  connect_timeout: null,
  keep_alive: null,
  // As Prisma calls it.
  pgbouncer: ['true', 'false'],
}

/** What libpq or other programs read there and this one does not, and what to do instead: PostgreSQL would be asked for it as a setting. */
const elsewhere: Record<string, string> = {
  ...from('sslcrl sslcrldir', 'lists of revoked certificates are not supported'),
  ...from('sslpassword', 'the key of sslkey has to be without a passphrase'),
  ...from('schema search_path', 'SYNDICATE_SCHEMA names the schema'),
  ...from('connection_limit', 'performance.databasePool in syndicate.yaml is how many connections are opened'),
  ...from('host hostaddr port user password dbname', 'it stands before the ?, as in the example'),
  ...from('passfile service servicefile', 'POSTGRES_PASSWORD may have the password'),
  ...from(
    'keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout',
    'keep_alive=10 is seconds',
  ),
  ...from('fallback_application_name', 'application_name is understood'),
  ...from(
    'ssl sslcertmode sslcompression sslsni sslkeylogfile ssl_min_protocol_version ssl_max_protocol_version ' +
      'min_protocol_version max_protocol_version gssencmode gssdelegation gsslib krbsrvname require_auth requirepeer ' +
      'load_balance_hosts client_encoding replication scram_client_key scram_server_key pool_timeout',
    'leave it out',
  ),
}

function from(names: string, advice: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, advice]))
}

const others = `${Object.keys(understood).join(', ')} and settings of PostgreSQL are understood`

/** What of the parameters of DATABASE_URL would be ignored, or mean something else than for libpq; undefined when nothing. */
export function problemOfParameters(parameters: URLSearchParams): Problem | undefined {
  for (const [name, value] of parameters) {
    const advice = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined
    if (advice !== undefined) return problem(`the parameter ${name}: ${advice}`)
    const values = Object.hasOwn(understood, name) ? understood[name] : undefined
    if (values && !values.includes(value))
      return problem(`the parameter ${name} with another value than ${values.join(', ')}${whyNot[name] ?? ''}`)
    if (/^(connect_timeout|keep_alive)$/.test(name) && !/^\d+$/.test(value))
      return problem(`the parameter ${name}, which is a number of seconds, with another value`)
    if (parameters.getAll(name).length > 1) return problem(`the parameter ${name} twice`)
  }
  return problemOfTls(Object.fromEntries(parameters))
}

const whyNot: Record<string, string> = {
  channel_binding: ': sslmode=verify-full holds PostgreSQL to its certificate instead',
  target_session_attrs: ': whoever writes needs the primary',
}

/** Files that nobody would look into, and protection that would not be there. */
function problemOfTls({ sslmode = '', ...given }: Record<string, string>): Problem | undefined {
  const isStrict = ['require', 'verify-ca', 'verify-full'].includes(sslmode)
  const needsTls = ['sslrootcert', 'sslcert', 'sslkey'].find((name) => given[name] !== undefined)
  if (needsTls !== undefined && !isStrict)
    return problem(
      `the parameter ${needsTls} without sslmode=verify-full, verify-ca or require, so that it would be ignored`,
    )
  if (given['sslnegotiation'] === 'direct' && !isStrict)
    return problem('the parameter sslnegotiation=direct without sslmode=verify-full, verify-ca or require')
  if ((given['sslcert'] === undefined) !== (given['sslkey'] === undefined))
    return problem('one of sslcert and sslkey without the other')
  if (given['sslrootcert'] === 'system' && sslmode !== 'verify-full')
    return problem(
      'sslrootcert=system with a weaker sslmode than verify-full: anybody has a certificate of those authorities',
    )
  return undefined
}

function problem(got: string): Problem {
  return {
    expected: `a URL such as postgres://user:password@host:5432/name?sslmode=verify-full (${others})`,
    got,
  }
}
