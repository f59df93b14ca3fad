import type { Runner } from './connect.ts'
import { migrationState } from './migrate.ts'

/** A transaction that lasts. Whose is told only to who may know. */
export interface LongTransaction {
  pid: number
  application: string
  seconds: number
  /** It holds what it has and does nothing. */
  isIdle: boolean
}

/** How a PostgreSQL is set, and what it is at. */
export interface Condition {
  version: string
  /** 15 of 15.4. */
  major: number
  isReadOnly: boolean
  /** Settings that are off and should not be. */
  off: string[]
  /** Connections that this role may have to this database, and those there are from anybody. */
  connections: { most: number; open: number }
  /** How large the database is. */
  bytes: number
  /** By how much our clock is ahead at least, in milliseconds: of a slow answer nobody knows when it was given. */
  clockAheadMs: number
  migrations: { missing: string[]; unknown: string[] }
  /** Rights that are missing, in words. */
  lacking: string[]
  longTransactions: LongTransaction[]
  /** Replication slots that nobody reads: the log is kept for them until the disk is full. */
  unreadSlots: string[]
  /** Since when the log could not be archived, in words. */
  archiveFails: string | null
  /** Transactions since the oldest row that is not frozen; at two thousand million, writing ends. */
  unfrozenAge: number
  /** Where it keeps its data, where it tells. */
  dataDirectory: string | null
}

/** Shorter ones are usual, in seconds. */
const longSeconds = { idle: 60, working: 900 }

/** @param long from how many seconds on transactions are told */
export async function conditionOf(sql: Runner, schema: string, long = longSeconds): Promise<Condition> {
  const clockAheadMs = await clockAhead(sql)
  return {
    ...(await settingsOf(sql)),
    ...(await stateOf(sql)),
    clockAheadMs,
    migrations: await migrationState(sql, schema),
    lacking: await lackingRights(sql, schema),
    longTransactions: await longTransactions(sql, long),
  }
}

async function clockAhead(sql: Runner): Promise<number> {
  // Connecting is not to count.
  await sql`select 1`
  const before = Date.now()
  const [row] = await sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`
  return Math.round(Math.max(before - row!.ms, Math.min(0, Date.now() - row!.ms)))
}

async function settingsOf(sql: Runner) {
  const [row] = await sql<
    { version: string; major: number; readOnly: boolean; off: string[]; most: number; dataDirectory: string | null }[]
  >`
    select
      current_setting('server_version') as version,
      current_setting('server_version_num')::int / 10000 as major,
      pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as "readOnly",
      array(select name from pg_settings
        where name in ('fsync', 'full_page_writes', 'autovacuum', 'track_counts') and setting = 'off' order by name) as off,
      least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
        (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user),
        (select nullif(datconnlimit, -1) from pg_database where datname = current_database())) as most,
      (select setting from pg_settings where name = 'data_directory') as "dataDirectory"`
  const { most, readOnly, ...rest } = row!
  const [open] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity
    where datid is not null and coalesce(backend_type, 'client backend') = 'client backend'`
  return { ...rest, isReadOnly: readOnly, connections: { most, open: open!.count } }
}

async function stateOf(sql: Runner) {
  const [row] = await sql<{ bytes: number; unreadSlots: string[]; archiveFails: string | null; unfrozenAge: number }[]>`
    select
      pg_database_size(current_database()) as bytes,
      array(select slot_name::text from pg_replication_slots where not active order by 1) as "unreadSlots",
      (select last_failed_time::timestamptz(0)::text from pg_stat_archiver
        where last_failed_time > coalesce(last_archived_time, '-infinity')) as "archiveFails",
      (select age(datfrozenxid) from pg_database where datname = current_database()) as "unfrozenAge"`
  return row!
}

/** A backup lasts as long as it lasts: nobody is to end it. */
async function longTransactions(sql: Runner, long: typeof longSeconds): Promise<LongTransaction[]> {
  const rows = await sql<LongTransaction[]>`
    select pid, application_name as application, extract(epoch from now() - xact_start)::int as seconds,
      state like 'idle in transaction%' as "isIdle"
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and application_name not in ('pg_dump', 'pg_basebackup')
      and xact_start < now() - make_interval(secs =>
        case when state like 'idle in transaction%' then ${long.idle}::float8 else ${long.working}::float8 end)
    order by xact_start limit 5`
  return [...rows]
}

/** A restored or handed-on database may belong to another role, and migrations need it to be ours. */
async function lackingRights(sql: Runner, schema: string): Promise<string[]> {
  const [row] = await sql<{ rights: string[]; foreign: string[] }[]>`
    with ours as (
      select c.oid, c.relname::text as name, pg_has_role(c.relowner, 'USAGE') as owned,
        has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
          and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete') as used
      from pg_class c where c.relnamespace = to_regnamespace(${schema}) and c.relkind in ('r', 'p'))
    select
      array(select name from ours where not used order by name limit 3) as rights,
      array(select name from ours where not owned order by name limit 3) as foreign`
  const lacking: string[] = []
  if (row!.rights.length > 0) lacking.push(`may not read and write ${row!.rights.join(', ')}`)
  else if (row!.foreign.length > 0) lacking.push(`does not own ${row!.foreign.join(', ')}, so it cannot migrate them`)
  return lacking
}
