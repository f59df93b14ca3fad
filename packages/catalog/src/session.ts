import { within } from '@syndicate/timing'
import { addressOf } from './address.ts'
import { connect, type ConnectOptions, type Runner, type Sql } from './connect.ts'

/** What a connection asks for when it is opened, and PostgreSQL's own value, which it has where a pooler dropped that. */
const settings = { synchronous_commit: 'on', plan_cache_mode: 'auto', statement_timeout: '0' }

/** Longest that connections wait for an answer, in milliseconds: poolers keep who has no session waiting for minutes. */
const patienceMs = 10_000

/** Transactions that are open at once in a system that is idle: two leaders, alerts, a run that is settled; and all others. */
const openAtOnce = 5

/** What a connection is. */
export interface Session {
  /** Whether another program than PostgreSQL itself answers. */
  isThroughPooler: boolean
  /** Whether it is a session for no longer than a transaction lasts, as the URL says. */
  isPooled: boolean
  /** Settings that a pooler drops, of which the system is slower, or its reads are without a limit. */
  dropped: string[]
}

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
 * Whether connections are what the URL says: sessions of PostgreSQL, with settings and prepared statements of their own, or
 * of a pooler that gives those out by the transaction.
 * @throws Error that says what to set, when they are not or look for tables elsewhere; what connecting throws
 */
export async function requireSession(options: ConnectOptions): Promise<Session> {
  const { url, schema = 'syndicate' } = options
  const { isPooled } = addressOf(url)
  const sql = connect({ ...options, poolSize: isPooled ? openAtOnce : 2 })
  try {
    const dropped = await within(patienceMs, isPooled ? pooled(sql, schema) : ofItsOwn(sql, options), () => {
      throw new Error(
        `${isPooled ? openAtOnce : 'Two'} connections had no answer from PostgreSQL for ${patienceMs / 1000} s: a pooler in between has too few sessions, or it is stuck. ${advice(schema)}`,
      )
    })
    return { isThroughPooler: await isThroughPooler(sql), isPooled, dropped }
  } catch (error) {
    throw inWords(error, isPooled, schema)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function pooled(sql: Sql, schema: string): Promise<string[]> {
  const open = Promise.withResolvers<void>()
  let count = 0
  const hold = () =>
    sql.begin(async (tx) => {
      await requireSearchPath(tx, schema)
      if (++count === openAtOnce) open.resolve()
      await open.promise
    })
  await Promise.all(Array.from({ length: openAtOnce }, hold)).finally(open.resolve)
  await requireSearchPath(sql, schema)
  return []
}

async function ofItsOwn(sql: Sql, { schema = 'syndicate', statementMs }: ConnectOptions): Promise<string[]> {
  const asked = Object.entries(settings).filter(([name]) => name !== 'statement_timeout' || statementMs !== undefined)
  const own = await sql.reserve()
  // Simple queries, for a pooler may know no prepared ones.
  const ask = async (what: string) => (await own.unsafe(what).simple().values())[0] as unknown[]
  try {
    await requireOneSession(sql, ask, schema)
    await requireSearchPath(own, schema)
    const values = await ask(`select ${asked.map(([name]) => `current_setting('${name}')`).join()}`)
    return asked.flatMap(([name, usual], at) => (values[at] === usual ? [name] : []))
  } finally {
    own.release()
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

/** Poolers make up the process that a client would name to have a statement cancelled. */
async function isThroughPooler(sql: Sql): Promise<boolean> {
  const answer = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  return answer[0]!.pid !== answer.state.pid
}

function inWords(error: unknown, isPooled: boolean, schema: string): unknown {
  const message = error instanceof Error ? error.message : ''
  const refused = /unsupported startup parameter: \w+/.exec(message)
  if (refused) return new Error(`A pooler in between refuses what we ask for (${refused[0]}). ${advice(schema)}`)
  // As a pooler that gives out sessions by the statement does it.
  if (isPooled && (error as { code?: string }).code === 'CONNECTION_CLOSED')
    return new Error(`A connection was closed where a transaction began (${message}). ${advice(schema)}`)
  return error
}

function advice(schema: string): string {
  return (
    'With pool_mode = transaction, write pgbouncer=true behind the ? of DATABASE_URL, and see that its pool_size is enough. ' +
    `With pool_mode = session, PgBouncer needs a pool_size for all connections of all processes, ignore_startup_parameters = search_path,${Object.keys(settings).join()} ` +
    `and, in PostgreSQL, ALTER ROLE … IN DATABASE … SET search_path = ${schema}. Or name PostgreSQL itself in DATABASE_URL`
  )
}
