import { firstIdAt, newId, ProblemError, type AuditEntry } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from './connect.ts'
import { all, chosen, earliestLookedAt, mostLookedAt, mostSkewMs, type Conditions } from './look.ts'
import { pageOf } from './page.ts'

/** An entry before it is written. */
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'> & { at: Date }

export interface AuditFilter {
  kinds?: readonly AuditEntry['kind'][]
  outcome?: AuditEntry['outcome']
  user?: string
  target?: string
  address?: string
  since?: Date
  until?: Date
  limit: number
  /** The id of the last entry of the page before. */
  cursor?: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @param aside connections of its own: no entry waits for those that questions keep busy */
export function createAudit(sql: Sql, aside: Sql) {
  return {
    /** Adds entries, durably: all of them or none. */
    async add(entries: NewAuditEntry[]): Promise<void> {
      const column = <T>(value: (entry: NewAuditEntry) => T) => entries.map(value)
      await aside.begin((tx) => [
        durably(tx),
        tx`
          insert into audit (id, at, kind, outcome, code, user_id, key_id, route, target, version, address, agent, times)
          select * from unnest(
            ${column(() => newId())}::uuid[], ${column(({ at }) => at.toISOString())}::timestamptz[],
            ${column(({ kind }) => kind)}::text[], ${column(({ outcome }) => outcome)}::text[],
            ${column(({ code }) => code)}::text[], ${column(({ userId }) => userId)}::uuid[],
            ${column(({ keyId }) => keyId)}::text[], ${column(({ route }) => route)}::text[], ${column(({ target }) => target)}::text[],
            ${column(({ version }) => version)}::int[],
            ${column(({ address }) => address)}::text[], ${column(({ agent }) => agent)}::text[],
            ${column(({ times }) => times)}::int[])`,
      ])
    },

    /**
     * Newest first. Ids sort by time, so the id is the cursor. A page may end early, even empty, where few of many entries
     * are wanted: `next` goes on where it stopped to look.
     */
    async list(filter: AuditFilter): Promise<{ entries: AuditEntry[]; next: string | null }> {
      for (const id of [filter.cursor, filter.user])
        if (id !== undefined && !uuid.test(id)) throw new ProblemError('validation-failed', `${id} is no id`)
      const { range, others } = conditionsOf(sql, filter)
      const stop = others.length === 0 ? null : await earliestLookedAt(sql, sql`audit where ${all(sql, range)}`)
      const looked = sql`(
        select * from audit where ${all(sql, range)} ${stop ? sql`and id >= ${stop}` : sql``}
        order by id desc limit ${mostLookedAt}
      ) as audit`
      const rows = await sql<(Omit<AuditEntry, 'at'> & { at: Date })[]>`
        select id, at, kind, outcome, code, user_id as "userId", key_id as "keyId", route, target, version, address, agent, times
        from ${stop ? looked : sql`audit`}
        where ${all(sql, stop ? others : [...range, ...others])}
        order by id desc limit ${filter.limit + 1}`
      const found = rows.map((row) => ({ ...row, at: row.at.toISOString() }))
      const { items: entries, next } = pageOf(found, filter.limit, ({ id }) => id)
      return { entries, next: next ?? stop }
    },
  }
}

function conditionsOf(sql: Runner, filter: AuditFilter): Conditions {
  const { kinds, outcome, user, target, address, since, until, cursor } = filter
  const [served, ...equal] = chosen(
    // A dry run says so behind what it was about.
    target && sql`target in (${target}, ${`${target}, dry run`})`,
    user && sql`user_id = ${user}`,
    kinds?.length === 1 && sql`kind = ${kinds[0]!}`,
  )
  return {
    range: chosen(
      served,
      cursor && sql`id < ${cursor}`,
      since && sql`id >= ${firstIdAt(since.getTime() - mostSkewMs)}`,
      until && sql`id < ${firstIdAt(until.getTime() + mostSkewMs)}`,
    ),
    others: [
      ...equal,
      ...chosen(
        kinds && kinds.length !== 1 && sql`kind = any(${[...kinds]})`,
        outcome && sql`outcome = ${outcome}`,
        address && sql`address = ${address}`,
        since && sql`at >= ${since}`,
        until && sql`at < ${until}`,
      ),
    ],
  }
}
