import {
  isId,
  ProblemError,
  type AlertDelivery,
  type AlertMessage,
  type DeliveryState,
  type DestinationKind,
} from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { all, chosen, earliestLookedAt, mostLookedAt } from '../look.ts'
import { pageOf } from '../page.ts'

/** An alert before it is kept, and where it goes. */
export interface NewAlert {
  id: string
  /** Null: of no rule, a test. */
  ruleId: string | null
  message: AlertMessage
  destinations: readonly { id: string; deliveryId: string }[]
}

/** A delivery that this process has taken on itself. */
export interface Claimed {
  id: string
  alertId: string
  /** This one counted. */
  attempts: number
  /** Since it was asked for, in milliseconds. */
  ageMs: number
  message: AlertMessage
  destinationId: string
  kind: DestinationKind
  sealed: Uint8Array
  /** Of a mail that others have already: places of those it is still for. */
  leftTo: number[] | null
}

/** What has become of an attempt; `retryMs`: it failed, and is tried again after so long. */
export interface Attempted {
  answer: string
  outcome: 'delivered' | 'dead' | { retryMs: number }
  /** Of a mail that was taken for some: places of those it is still for. Left out: as it was. */
  left?: readonly number[] | undefined
}

/** How deliveries are taken on. */
export interface Claim {
  most: number
  /** Under way at once, by all processes. */
  mostPerDestination: number
  /** How long whoever takes one has, in milliseconds. */
  leaseMs: { post: number; mail: number }
}

/** Any constant: all who claim must use the same. */
const claimLock = 7_061_971

/** Tests of one destination in a minute. */
const mostTests = 5

type DeliveryRow = Omit<AlertDelivery, 'createdAt' | 'dueAt' | 'endedAt'> & {
  createdAt: Date
  dueAt: Date | null
  endedAt: Date | null
}

/** @param wide for lists, which have connections of their own */
export function createAlertDeliveries(sql: Sql, wide: Sql) {
  async function show(id: string): Promise<AlertDelivery> {
    const [row] = isId(id) ? await sql<DeliveryRow[]>`select ${columnsOf(sql)} where v.id = ${id}` : []
    if (!row) throw new ProblemError('delivery-not-found')
    return toDelivery(row)
  }

  return {
    show,

    /** Newest first. Few of many may be a short page, or an empty one: `next` goes on where it stopped to look. */
    async list(filter: { state?: DeliveryState; destination?: string; limit: number; cursor?: string }): Promise<{
      deliveries: AlertDelivery[]
      next: string | null
    }> {
      const { state, destination, limit, cursor } = filter
      // Each of the two has an index in order of ids; of both, one serves.
      const range = chosen(
        destination ? wide`v.destination_id = ${destination}` : state && wide`v.state = ${state}`,
        cursor && wide`v.id < ${cursor}`,
      )
      const others = chosen(destination && state && wide`v.state = ${state}`)
      const stop =
        others.length === 0 ? null : await earliestLookedAt(wide, wide`alert_deliveries v where ${all(wide, range)}`)
      const rows = await wide<DeliveryRow[]>`
        select ${columnsOf(wide)} where ${all(wide, [...range, ...others])}
          ${stop ? wide`and v.id >= ${stop}` : wide``}
        order by v.id desc limit ${Math.min(limit, mostLookedAt) + 1}`
      const { items: deliveries, next } = pageOf(rows.map(toDelivery), limit, ({ id }) => id)
      return { deliveries, next: next ?? stop }
    },

    /** How many there are, by state. */
    async count(): Promise<Partial<Record<DeliveryState, number>>> {
      const rows = await wide<{ state: DeliveryState; n: number }[]>`
        select state, count(*)::bigint as n from alert_deliveries group by state`
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
    },

    /** When the last of those that are dead was given up, in seconds since 1970; 0 where none is. */
    async lastGivenUp(): Promise<number> {
      const [row] = await wide<{ at: number }[]>`
        select coalesce(extract(epoch from max(ended_at)), 0)::float8 as at from alert_deliveries where state = 'dead'`
      return row!.at
    },

    /** Puts a test of a destination on its way. Durable when it resolves. Throws destination-not-found, too-many-requests. */
    async addTest(alert: NewAlert): Promise<AlertDelivery> {
      const [{ id: destination, deliveryId } = { id: '', deliveryId: '' }] = alert.destinations
      if (!isId(destination)) throw new ProblemError('destination-not-found')
      await sql.begin(async (tx) => {
        await durably(tx)
        const [found] = await tx`select from alert_destinations where id = ${destination} for no key update`
        if (!found) throw new ProblemError('destination-not-found')
        const [{ n } = { n: 0 }] = await tx<{ n: number }[]>`
          select count(*)::int as n from alert_deliveries v join alerts on alerts.id = alert_id
          where destination_id = ${destination} and rule_id is null and created_at > now() - interval '1 minute'`
        if (n >= mostTests)
          throw new ProblemError('too-many-requests', `At most ${mostTests} tests a minute`, { retryAfterSeconds: 60 })
        await addAlerts(tx, [alert])
      })
      return show(deliveryId)
    },

    /** Begins anew with what has ended: a mail that died goes to those alone who have not got it. Durable when it resolves. Throws delivery-not-found, delivery-pending. */
    async resend(id: string): Promise<AlertDelivery> {
      const { count } = isId(id)
        ? await sql.begin(async (tx) => {
            await durably(tx)
            return tx`
              update alert_deliveries set state = 'pending', attempts = 0, asked_at = now(), due_at = now(), ended_at = null,
                left_to = case when state = 'dead' then left_to end
              where id = ${id} and state <> 'pending'`
          })
        : { count: 0 }
      const delivery = await show(id)
      if (count === 0) throw new ProblemError('delivery-pending')
      return delivery
    },

    /**
     * Takes deliveries that are due, each for so long: whoever has not said by then what became of it is taken for dead, and
     * another takes it. The attempt is counted now, so that one that ends processes ends itself. One process at a time: what
     * is under way to a destination is counted.
     */
    claim({ most, mostPerDestination, leaseMs }: Claim): Promise<Claimed[]> {
      return sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${claimLock}, hashtext(current_schema()))`
        return tx<Claimed[]>`
        with due as (
          select due.id, kind from alert_destinations d cross join lateral (
            select id, due_at from alert_deliveries
            where destination_id = d.id and state = 'pending' and due_at <= now() order by due_at
            limit greatest(0, ${mostPerDestination} - (
              select count(*) from alert_deliveries where destination_id = d.id and under_way and due_at > now()))
          ) due order by due_at limit ${most}
        ), claimed as (
          update alert_deliveries v set attempts = attempts + 1, under_way = true, due_at = now()
            + case kind when 'email' then ${leaseMs.mail}::int else ${leaseMs.post}::int end * interval '1 millisecond'
          from due where v.id = due.id and v.state = 'pending' and v.due_at <= now()
          returning v.*
        )
        select v.id, alert_id as "alertId", attempts, message, destination_id as "destinationId", kind, sealed, left_to as "leftTo",
          extract(epoch from now() - asked_at)::float8 * 1000 as "ageMs"
        from claimed v join alerts on alerts.id = alert_id join alert_destinations d on d.id = destination_id`
      })
    },

    /** Notes what became of an attempt, unless a later one has begun or it was asked for anew. */
    async settle(
      { id, attempts }: Pick<Claimed, 'id' | 'attempts'>,
      { answer, outcome, left }: Attempted,
    ): Promise<void> {
      const state = typeof outcome === 'string' ? outcome : 'pending'
      const retryMs = typeof outcome === 'string' ? 0 : outcome.retryMs
      await sql`
        update alert_deliveries set state = ${state}, answer = ${answer}, under_way = false,
          left_to = coalesce(${left ? [...left] : null}::int[], left_to),
          due_at = now() + ${retryMs} * interval '1 millisecond', ended_at = ${state === 'pending' ? null : sql`now()`}
        where id = ${id} and state = 'pending' and attempts = ${attempts}`
    },
  }
}

/** Keeps alerts, and puts a delivery of each on its way to each of its destinations. */
export async function addAlerts(tx: Runner, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return
  const sent = alerts.flatMap(({ id, destinations }) => destinations.map((to) => ({ ...to, alertId: id })))
  await tx`
    insert into alerts (id, rule_id, message)
    select id, rule_id, message::json
    from unnest(${alerts.map(({ id }) => id)}::uuid[], ${alerts.map(({ ruleId }) => ruleId)}::uuid[],
      ${alerts.map(({ message }) => JSON.stringify(message))}::text[]) as made (id, rule_id, message)`
  await tx`
    insert into alert_deliveries (id, alert_id, destination_id)
    select * from unnest(${sent.map(({ deliveryId }) => deliveryId)}::uuid[],
      ${sent.map(({ alertId }) => alertId)}::uuid[], ${sent.map(({ id }) => id)}::uuid[])`
}

/** With the relations they are from. */
function columnsOf(sql: Runner) {
  return sql`
    v.id, v.alert_id as "alertId", message ->> 'type' as type, message -> 'data' ->> 'title' as title,
    rules.name as rule, d.name as destination, d.id as "destinationId", state, attempts, answer,
    alerts.created_at as "createdAt", case when state = 'pending' then due_at end as "dueAt", ended_at as "endedAt"
    from alert_deliveries v join alerts on alerts.id = alert_id join alert_destinations d on d.id = destination_id
      left join alert_rules rules on rules.id = rule_id`
}

function toDelivery(row: DeliveryRow): AlertDelivery {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  }
}
