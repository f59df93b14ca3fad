import { isId, ProblemError, type AlertRule, type AlertRuleChange, type NewAlertRule } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { pageOf } from '../page.ts'
import { explainTaken, isViolated } from './destinations.ts'

type RuleRow = Omit<AlertRule, 'createdAt' | 'lastAlertAt'> & { createdAt: Date; lastAlertAt: Date | null }

/** Datasets shown of which a rule's condition is true. */
const mostHolds = 100

export function createAlertRules(sql: Sql) {
  const find = async (tx: Runner, id: string) =>
    (await tx<RuleRow[]>`select ${columnsOf(tx)} from alert_rules r where r.id = ${id}`).map(toRule)[0]

  return {
    /** Durable when it resolves. Throws name-taken, too-many-alerts, destination-not-found. */
    add(rule: NewAlertRule & { id: string; most: number }): Promise<AlertRule> {
      const { id, name, when, destinations, mostPerHour, enabled, most } = rule
      return sql
        .begin(async (tx) => {
          await durably(tx)
          const { count } = await tx`
            insert into alert_rules (id, name, condition, most_per_hour, enabled)
            select ${id}, ${name}, ${JSON.stringify(when)}::text::json, ${mostPerHour}, ${enabled}
            where (select count(*) from alert_rules) < ${most}`
          if (count === 0) throw new ProblemError('too-many-alerts', `There may be ${most} rules`)
          await sendTo(tx, id, destinations)
          return (await find(tx, id))!
        })
        .catch(explainTaken)
    },

    /** In the order they were made; the last id of a page is the cursor to the next. */
    async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<{
      rules: AlertRule[]
      next: string | null
    }> {
      const rows = await sql<RuleRow[]>`
        select ${columnsOf(sql)} from alert_rules r
        ${cursor === undefined ? sql`` : sql`where r.id > ${cursor}`} order by r.id limit ${limit + 1}`
      const { items: rules, next } = pageOf(rows.map(toRule), limit, ({ id }) => id)
      return { rules, next }
    },

    /**
     * What is left out stays. A rule that looks for something else forgets what it has told. Durable when it resolves.
     * Throws rule-not-found, name-taken, destination-not-found.
     */
    async change(id: string, change: AlertRuleChange): Promise<AlertRule> {
      if (!isId(id)) throw new ProblemError('rule-not-found')
      const { name, when, destinations, mostPerHour, enabled } = change
      return sql
        .begin(async (tx) => {
          await durably(tx)
          const { count } = await tx`
            update alert_rules set name = coalesce(${name ?? null}, name),
              condition = coalesce(${when ? JSON.stringify(when) : null}::text::json, condition),
              most_per_hour = coalesce(${mostPerHour ?? null}, most_per_hour),
              enabled = coalesce(${enabled ?? null}, enabled)
            where id = ${id}`
          if (count === 0) throw new ProblemError('rule-not-found')
          if (when) await tx`delete from alert_holds where rule_id = ${id}`
          if (destinations) {
            await tx`delete from alert_rule_destinations where rule_id = ${id}`
            await sendTo(tx, id, destinations)
          }
          return (await find(tx, id))!
        })
        .catch(explainTaken)
    },

    /** Durable when it resolves. Throws rule-not-found. */
    async remove(id: string): Promise<void> {
      if (!isId(id)) throw new ProblemError('rule-not-found')
      await sql.begin(async (tx) => {
        await durably(tx)
        const { count } = await tx`delete from alert_rules where id = ${id}`
        if (count === 0) throw new ProblemError('rule-not-found')
      })
    },
  }
}

async function sendTo(tx: Runner, rule: string, destinations: readonly string[]): Promise<void> {
  await tx`
    insert into alert_rule_destinations (rule_id, destination_id)
    select ${rule}, * from unnest(${[...destinations]}::uuid[])`.catch((error: unknown) => {
    throw isViolated(error, 'foreign_key_violation') ? new ProblemError('destination-not-found') : error
  })
}

function columnsOf(sql: Runner) {
  return sql`
    r.id, r.name, r.condition as "when", r.most_per_hour as "mostPerHour", r.enabled, r.created_at as "createdAt",
    array(select destination_id::text from alert_rule_destinations where rule_id = r.id order by 1) as destinations,
    array(select dataset from alert_holds where rule_id = r.id order by 1 limit ${mostHolds}) as holds,
    (select max(alerts.created_at) from alerts where rule_id = r.id) as "lastAlertAt"`
}

function toRule(row: RuleRow): AlertRule {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastAlertAt: row.lastAlertAt?.toISOString() ?? null,
  }
}
