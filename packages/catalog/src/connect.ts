import postgres from 'postgres'
import { addressOf } from './address.ts'

export interface ConnectOptions {
  url: string
  /** The PostgreSQL schema everything lives in. */
  schema?: string
  /** Most connections this process opens. */
  poolSize?: number
  applicationName?: string
  /** Longest a statement may take, in milliseconds; none: no limit. */
  statementMs?: number
}

export type Sql = ReturnType<typeof connect>
/** A connection pool or an open transaction: what a statement may run on. */
export type Runner = postgres.ISql<{ bigint: number }>
/** A piece of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

export function connect(options: ConnectOptions) {
  const { url, schema = 'syndicate', poolSize = 10, applicationName = 'syndicate', statementMs } = options
  const { settings, isPooled, ...address } = addressOf(url)
  const { application_name = applicationName, ...asked } = {
    search_path: schema,
    // Only accepting and publishing must survive a crash at once, and they ask for it (see `durably`).
    // Whatever else a crash takes away was not published, and the reconciler does it again.
    synchronous_commit: 'off',
    ...(statementMs !== undefined && { statement_timeout: String(statementMs) }),
    ...settings,
  } as Record<string, string>
  return postgres({
    max: poolSize,
    // Seconds before a lost connection is opened again; the driver's own choice grows to twenty.
    backoff: (lost: number) => Math.min(lost / 100, 1),
    // A peer that vanished is noticed within 20 s, unless something sent to it is still unacknowledged.
    keep_alive: 10,
    ...address,
    // Counts stay far below 2^53, so numbers serve better than bigints.
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    ...(isPooled
      ? // Sessions belong to others a moment later: nothing is left in them.
        { prepare: false, local: localSettings(asked), connection: { application_name } }
      : {
          // Planning these statements takes longer than running them, and their plans do not depend on the values.
          connection: { plan_cache_mode: 'force_generic_plan', ...asked, application_name },
        }),
    onnotice: () => {},
  })
}

/** A statement that makes settings those of the transaction it runs in. */
function localSettings(settings: Record<string, string>): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  const each = Object.entries(settings).map(([name, value]) => `set_config(${quoted(name)}, ${quoted(value)}, true)`)
  return `select ${each.join(', ')}`
}

/** Does some statements as one transaction, where they are not in one already. */
export function together<T>(sql: Runner, work: (tx: Runner) => Promise<T>): Promise<T> {
  return 'begin' in sql ? ((sql as Sql).begin(work) as Promise<T>) : work(sql)
}

/** Makes the transaction it runs in durable before its commit returns. */
export function durably(sql: Runner) {
  return sql`set local synchronous_commit = on`
}
