import { within } from '@syndicate/timing'
import { connect, type ConnectOptions, type Runner, type Sql } from './connect.ts'

/** What a connection asks for when it is opened, and PostgreSQL's own value, which it has where a pooler dropped that. */
const settings = { synchronous_commit: 'on', plan_cache_mode: 'auto', statement_timeout: '0' }

/** Longest that two connections wait for an answer, in milliseconds: poolers keep who has no session waiting for minutes. */
const patienceMs = 10_000

/**
 * Statements name tables without their schema, so a pooler that drops the connection's setting would have them in another.
 * @throws Error that says what to set
 */
export async function requireSearchPath(sql: Runner, schema: string): Promise<void> {
  const [row] = await sql<{ path: string }[]>`select current_setting('search_path') as path`
  if (row!.path.replaceAll('"', '') === schema) return
  throw new Error(
    `PostgreSQL looks for tables in ${row!.path}, not in ${schema}: something in between drops search_path. ${advice(schema)}`,
  )
}

/**
 * Whether a connection is a session of PostgreSQL, for its settings and prepared statements are those of one.
 * @returns names of settings that a pooler drops, of which the system is slower, or its reads are without a limit
 * @throws Error that says what to set, when it is none or looks for tables elsewhere; what connecting throws
 */
export async function requireSession(options: ConnectOptions): Promise<string[]> {
  const { schema = 'syndicate', statementMs } = options
  const asked = Object.entries(settings).filter(([name]) => name !== 'statement_timeout' || statementMs !== undefined)
  const sql = connect({ ...options, poolSize: 2 })
  try {
    const own = await sql.reserve()
    // Simple queries, for a pooler may know no prepared ones.
    const ask = async (what: string) => (await own.unsafe(what).simple().values())[0] as unknown[]
    try {
      await within(patienceMs, requireOneSession(sql, ask, schema), () => {
        throw new Error(
          `Two connections had no answer from PostgreSQL for ${patienceMs / 1000} s: a pooler in between has too few sessions, or it is stuck. ${advice(schema)}`,
        )
      })
      await requireSearchPath(own, schema)
      const values = await ask(`select ${asked.map(([name]) => `current_setting('${name}')`).join()}`)
      return asked.flatMap(([name, usual], at) => (values[at] === usual ? [name] : []))
    } finally {
      own.release()
    }
  } catch (error) {
    const refused = /unsupported startup parameter: \w+/.exec(error instanceof Error ? error.message : '')
    throw refused ? new Error(`A pooler in between refuses what we ask for (${refused[0]}). ${advice(schema)}`) : error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Another connection's transaction takes the session that this one had, where they are given out by the transaction. */
async function requireOneSession(sql: Sql, ask: (what: string) => Promise<unknown[]>, schema: string): Promise<void> {
  const before = await ask('select pg_backend_pid()')
  const after = await sql.begin(async (tx) => {
    await tx.unsafe('select 1').simple()
    return ask('select pg_backend_pid()')
  })
  if (before[0] !== after[0])
    throw new Error(`Something in between gives a connection another session for each transaction. ${advice(schema)}`)
}

function advice(schema: string): string {
  return (
    `PgBouncer needs pool_mode = session, a pool_size for all connections of all processes, ignore_startup_parameters = search_path,${Object.keys(settings).join()} ` +
    `and, in PostgreSQL, ALTER ROLE … IN DATABASE … SET search_path = ${schema}; or name PostgreSQL itself in DATABASE_URL`
  )
}
