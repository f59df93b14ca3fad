import { isId, ProblemError, type AlertDestination, type DestinationKind } from '@syndicate/contracts'
import postgres from 'postgres'
import { durably, type Sql } from '../connect.ts'
import { pageOf } from '../page.ts'

export interface NewDestination {
  id: string
  name: string
  kind: DestinationKind
  /** What is shown of it. */
  address: string
  /** What is needed to send there, encrypted. */
  sealed: Uint8Array
  /** Most destinations there may be. */
  most: number
}

type DestinationRow = Omit<AlertDestination, 'createdAt'> & { createdAt: Date }

export function createAlertDestinations(sql: Sql) {
  const columns = sql`d.id, d.name, d.kind, d.address, d.created_at as "createdAt",
    (select count(*)::int from alert_rule_destinations where destination_id = d.id) as rules`

  return {
    /** Durable when it resolves. Throws name-taken, too-many-alerts. */
    async add({ id, name, kind, address, sealed, most }: NewDestination): Promise<AlertDestination> {
      const [row] = await sql
        .begin(async (tx) => {
          await durably(tx)
          return tx<DestinationRow[]>`
            with d as (
              insert into alert_destinations (id, name, kind, address, sealed)
              select ${id}, ${name}, ${kind}, ${address}, ${Buffer.from(sealed)}
              where (select count(*) from alert_destinations) < ${most}
              returning *
            )
            select ${columns} from d`
        })
        .catch(explainTaken)
      if (!row) throw new ProblemError('too-many-alerts', `There may be ${most} destinations`)
      return toDestination(row)
    },

    /** In the order they were made; the last id of a page is the cursor to the next. */
    async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<{
      destinations: AlertDestination[]
      next: string | null
    }> {
      const rows = await sql<DestinationRow[]>`
        select ${columns} from alert_destinations d
        ${cursor === undefined ? sql`` : sql`where d.id > ${cursor}`} order by d.id limit ${limit + 1}`
      const { items: destinations, next } = pageOf(rows.map(toDestination), limit, ({ id }) => id)
      return { destinations, next }
    },

    /** What is needed to send to each: there are not many. */
    async sealed(): Promise<{ id: string; sealed: Uint8Array }[]> {
      return sql`select id, sealed from alert_destinations order by id`
    },

    /** Keeps the same sealed with another key, unless somebody did so meanwhile. Durable when it resolves. */
    async reseal(id: string, { from, to }: { from: Uint8Array; to: Uint8Array }): Promise<void> {
      await sql.begin(async (tx) => {
        await durably(tx)
        await tx`
          update alert_destinations set sealed = ${Buffer.from(to)} where id = ${id} and sealed = ${Buffer.from(from)}`
      })
    },

    /** Takes its deliveries along. Throws destination-not-found, destination-in-use. */
    async remove(id: string): Promise<void> {
      if (!isId(id)) throw new ProblemError('destination-not-found')
      await sql
        .begin(async (tx) => {
          await durably(tx)
          const { count } = await tx`delete from alert_destinations where id = ${id}`
          if (count === 0) throw new ProblemError('destination-not-found')
        })
        .catch((error: unknown) => {
          throw isViolated(error, 'foreign_key_violation') ? new ProblemError('destination-in-use') : error
        })
    },
  }
}

function toDestination(row: DestinationRow): AlertDestination {
  return { ...row, createdAt: row.createdAt.toISOString() }
}

const violations = { unique_violation: '23505', foreign_key_violation: '23503' } as const

/** Whether a statement was refused by a constraint of this kind. */
export function isViolated(error: unknown, kind: keyof typeof violations): boolean {
  return error instanceof postgres.PostgresError && error.code === violations[kind]
}

/** Throws name-taken for a name that is not the only one, and all else as it came. */
export function explainTaken(error: unknown): never {
  throw isViolated(error, 'unique_violation') ? new ProblemError('name-taken') : error
}
