import type { Catalog, Condition, DatabaseSession } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'
import { reasonOf } from './reason-of.ts'

const oldest = 15
/** Shares of `api.etl.maxDatabaseBytes`. */
const tight = { warning: 0.85, error: 1 }
/** Of the two thousand million transactions it can look back on. */
const mostUnfrozen = 1_000_000_000

interface Examined {
  findings: Finding[]
  /** Null where it does not answer. */
  condition: Condition | null
}

/** Whether PostgreSQL answers as this configuration would use it, and loses nothing. */
export async function examinePostgres(catalog: Catalog, config: Config): Promise<Examined> {
  try {
    const session = await catalog.requireSession()
    const condition = await catalog.condition()
    return { condition, findings: [judgeSession(session), ...judgePostgres(condition, config)] }
  } catch (error) {
    const mend = 'Start it, or correct DATABASE_URL; nothing is accepted until it is back'
    return { condition: null, findings: [wrong('postgres', `PostgreSQL: ${reasonOf(error)}`, mend)] }
  }
}

export function judgeSession({ isThroughPooler, isPooled, dropped }: DatabaseSession): Finding {
  if (isPooled && !isThroughPooler)
    return warning(
      'postgres',
      'PostgreSQL itself answers, and DATABASE_URL says pgbouncer=true: statements are planned each time, for nothing',
      'Leave pgbouncer out of DATABASE_URL',
    )
  const through = isPooled ? ', through a pooler by the transaction' : isThroughPooler ? ', through a pooler' : ''
  if (dropped.length === 0) return ok('postgres', `PostgreSQL answers${through}`)
  const unlimited = dropped.includes('statement_timeout') ? ', and what callers read widely has no limit of time' : ''
  return warning(
    'postgres',
    `PostgreSQL answers; a pooler in between drops ${dropped.join(', ')}: work is slower${unlimited}`,
    `Let it pass them: ignore_startup_parameters of PgBouncer, or name PostgreSQL itself in DATABASE_URL`,
  )
}

export function judgePostgres(condition: Condition, config: Config): Finding[] {
  return [
    versionOf(condition),
    writableOf(condition),
    ...settingsOf(condition, config),
    rightsOf(condition),
    sizeOf(condition, config),
    ...transactionsOf(condition),
    ...logOf(condition),
  ].flat()
}

function versionOf({ version, major }: Condition): Finding {
  if (major >= oldest) return ok('postgres-version', `PostgreSQL ${version}`)
  return wrong('postgres-version', `PostgreSQL is of version ${version}`, `Use ${oldest} or newer`)
}

function writableOf({ isReadOnly }: Condition): Finding[] {
  const mend = 'Name the primary in DATABASE_URL; after a recovery, see that it was promoted'
  return isReadOnly ? [wrong('postgres-read-only', 'PostgreSQL takes no writes', mend)] : []
}

const safe = new Set(['fsync', 'full_page_writes'])

function settingsOf({ off }: Condition, { nodeEnv }: Config): Finding[] {
  // Tests trade safety for speed.
  const lost = nodeEnv === 'production' ? wrong : warning
  const mend = (names: string[]) => names.map((name) => `ALTER SYSTEM SET ${name} = on`).join('; ')
  const unsafe = off.filter((name) => safe.has(name))
  const others = off.filter((name) => !safe.has(name))
  const durable = `${unsafe.join(' and ')} off: a power cut may destroy the database, and what was accepted with it`
  return [
    unsafe.length === 0
      ? ok('postgres-durability', 'PostgreSQL writes what it says it has written')
      : lost('postgres-durability', `PostgreSQL has ${durable}`, `${mend(unsafe)}; SELECT pg_reload_conf()`),
    others.length === 0
      ? ok('postgres-autovacuum', 'autovacuum is on')
      : warning(
          'postgres-autovacuum',
          `PostgreSQL has ${others.join(' and ')} off: tables grow and become slow`,
          `${mend(others)}; SELECT pg_reload_conf()`,
        ),
  ]
}

function rightsOf({ lacking }: Condition): Finding {
  if (lacking.length === 0) return ok('postgres-rights', 'the role may do all that is needed')
  const mend = 'Make it the owner: REASSIGN OWNED BY … TO …, as the role that has the tables now'
  return wrong('postgres-rights', `The role of DATABASE_URL ${lacking.join(' and ')}`, mend)
}

function sizeOf({ bytes }: Condition, { api, nodeEnv }: Config): Finding {
  const code = 'postgres-size'
  const size = inBytes(bytes)
  const most = api.etl.maxDatabaseBytes
  if (most === undefined) {
    const what = `The database has ${size}, and api.etl.maxDatabaseBytes does not say how much it may`
    if (nodeEnv !== 'production') return ok(code, what)
    return warning(code, what, 'Set it below what the disk holds: callers are told to wait before the disk is full')
  }
  const share = bytes / most
  const what = `The database has ${size}, ${Math.round(share * 100)} % of api.etl.maxDatabaseBytes`
  if (share < tight.warning) return ok(code, what)
  const mend = 'Shorten retention, delete datasets, or enlarge the disk and the limit'
  return share < tight.error ? warning(code, what, mend) : wrong(code, `${what}: nothing more is accepted`, mend)
}

function transactionsOf({ longTransactions }: Condition): Finding[] {
  if (longTransactions.length === 0) return [ok('postgres-transactions', 'no transaction lasts')]
  return longTransactions.map(({ pid, application, seconds, isIdle }) =>
    warning(
      'postgres-transactions',
      `A transaction of ${application || 'an unnamed program'} (process ${pid}) is open for ${seconds} s${isIdle ? ', and does nothing' : ''}: migrations and vacuum wait for it`,
      `End it: SELECT pg_terminate_backend(${pid})`,
    ),
  )
}

function logOf({ unreadSlots, archiveFails, unfrozenAge }: Condition): Finding[] {
  const findings: Finding[] = []
  if (unreadSlots.length > 0)
    findings.push(
      warning(
        'postgres-slots',
        `Nobody reads the replication slots ${unreadSlots.join(', ')}: the log is kept for them until the disk is full`,
        'Start who reads them, or SELECT pg_drop_replication_slot(…)',
      ),
    )
  if (archiveFails !== null)
    findings.push(
      wrong(
        'postgres-archive',
        `The log is not archived: archive_command failed, last at ${archiveFails}`,
        "Look into PostgreSQL's log; until it works again, the log fills the disk and there is no way back to a moment since",
      ),
    )
  if (unfrozenAge > mostUnfrozen)
    findings.push(
      wrong(
        'postgres-unfrozen',
        `Rows were not frozen for ${Math.round(unfrozenAge / 1e6)} million transactions; at 2,000 million, writing ends`,
        'VACUUM FREEZE, and see why autovacuum does not get there',
      ),
    )
  return findings
}

/** Of a system that runs. */
export function judgeMigrations({ migrations }: Condition): Finding {
  const code = 'migrations'
  const { missing, unknown } = migrations
  if (missing.length > 0) {
    const mend = 'Start the gateways again: the database was changed under them, by a restore perhaps'
    return wrong(code, `The database lacks ${named(missing)}`, mend)
  }
  if (unknown.length === 0) return ok(code, 'the database is as this version has it')
  const mend = 'Nothing, while versions are being replaced or gone back from; else start the version that made them'
  return warning(code, `The database was migrated by a later version: ${named(unknown)}`, mend)
}

function named(names: string[]): string {
  const more = names.length - 3
  return `${names.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function inBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${Math.round(bytes / 1024 ** power)} ${units[power]}`
}
