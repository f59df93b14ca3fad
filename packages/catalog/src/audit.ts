import { newId, ProblemError, type AuditEntry } from '@syndicate/contracts'
import { durably, type Sql } from './connect.ts'
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
          insert into audit (id, at, kind, outcome, code, user_id, key_id, route, target, address, agent, times)
          select * from unnest(
            ${column(() => newId())}::uuid[], ${column(({ at }) => at.toISOString())}::timestamptz[],
            ${column(({ kind }) => kind)}::text[], ${column(({ outcome }) => outcome)}::text[],
            ${column(({ code }) => code)}::text[], ${column(({ userId }) => userId)}::uuid[],
            ${column(({ keyId }) => keyId)}::text[], ${column(({ route }) => route)}::text[], ${column(({ target }) => target)}::text[],
            ${column(({ address }) => address)}::text[], ${column(({ agent }) => agent)}::text[],
            ${column(({ times }) => times)}::int[])`,
      ])
    },

    /** Newest first. Ids sort by time, so the id is the cursor. */
    async list(filter: AuditFilter): Promise<{ entries: AuditEntry[]; next: string | null }> {
      for (const id of [filter.cursor, filter.user])
        if (id !== undefined && !uuid.test(id)) throw new ProblemError('validation-failed', `${id} is no id`)
      const rows = await sql<(Omit<AuditEntry, 'at'> & { at: Date })[]>`
        select id, at, kind, outcome, code, user_id as "userId", key_id as "keyId", route, target, address, agent, times
        from audit
        where true
          ${filter.kinds ? sql`and kind = any(${[...filter.kinds]})` : sql``}
          ${filter.outcome ? sql`and outcome = ${filter.outcome}` : sql``}
          ${filter.user ? sql`and user_id = ${filter.user}` : sql``}
          ${filter.target ? sql`and target = ${filter.target}` : sql``}
          ${filter.address ? sql`and address = ${filter.address}` : sql``}
          ${filter.since ? sql`and at >= ${filter.since}` : sql``}
          ${filter.until ? sql`and at < ${filter.until}` : sql``}
          ${filter.cursor ? sql`and id < ${filter.cursor}` : sql``}
        order by id desc limit ${filter.limit + 1}`
      const found = rows.map((row) => ({ ...row, at: row.at.toISOString() }))
      const { items: entries, next } = pageOf(found, filter.limit, ({ id }) => id)
      return { entries, next }
    },
  }
}
