import type { AlertCondition, RunCounts, RunState } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { addAlerts, type NewAlert } from './deliveries.ts'
import { takeTurns } from './turns.ts'

/** A rule that counts now. */
export interface ActiveRule {
  id: string
  name: string
  when: AlertCondition
  mostPerHour: number
  /** By PostgreSQL's clock, as the ends of runs are. */
  createdAt: string
  destinations: string[]
  /** Alerts it has told in the last hour. */
  told: number
  /** What it found beyond what it may tell. */
  sum: Sum | null
}

export interface Sum {
  alerts: number
  /** When the first of them was found, and how long ago that is. */
  since: string
  ageMs: number
  firstTitles: string[]
}

/** A run as it ended. */
export interface JudgedRun {
  id: string
  pipeline: string
  dataset: string
  state: RunState
  errorCode: string | null
  counts: RunCounts
  /** Of those it refused, how many were not in quarantine before. */
  newlyRefused: number
  endedAt: string
}

/** What has become true of a dataset, or is true no longer. */
export interface Turn {
  ruleId: string
  dataset: string
  began: boolean
  /** Of nothing that arrives: when something did last; null: never. */
  since: string | null
  /** Of a quarantine that grows: by how many records. */
  records: number | null
}

export interface Facts {
  rules: ActiveRule[]
  ended: JudgedRun[]
  turns: Turn[]
}

export interface Judgement {
  alerts: NewAlert[]
  /** What rules may not tell yet; null: nothing any more. */
  sums: { ruleId: string; sum: Pick<Sum, 'alerts' | 'firstTitles'> | null }[]
}

/** Any constants: all who judge must use the same. The first is of who tells, the second of who looks at all datasets. */
const tellLock = 7_061_969
const lookLock = 7_061_970

/** How long the end of a run waits to be judged, at most. */
export const longestUnjudged = '3 days'

/** Ended runs looked at together. */
const mostAtOnce = 1_000

/**
 * Looks once at runs that ended and that no rule has looked at yet, if no other process is doing so. What was looked at is
 * forgotten in the transaction that keeps the alerts, so that each end of a run is told, and once. Time is PostgreSQL's.
 * @param decide what alerts there are; nothing else may change by it
 * @returns whether there is more to look at
 */
export async function judgeEnds(sql: Sql, decide: (facts: Facts) => Judgement): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ first: boolean }[]>`
      select pg_try_advisory_xact_lock(${tellLock}, hashtext(current_schema())) as first`
    if (!row!.first) return false
    const { ended, isMore } = await takeEnded(tx)
    // Read after the ends were: whoever noted one saw a rule, and this has to see it too.
    const rules = await activeRules(tx)
    if (rules.some(({ when }) => when.event === 'quarantine-grew')) await noteGrowth(tx, ended)
    await tell(tx, decide({ rules, ended, turns: [] }))
    return isMore
  })
}

/**
 * Looks once at all datasets that rules are about, if no other process is doing so. Who judges the ends of runs is held up
 * by the telling alone.
 * @param decide what alerts there are; nothing else may change by it
 * @returns whether there is more to look at
 */
export async function judgeTurns(sql: Sql, decide: (facts: Facts) => Judgement): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ first: boolean }[]>`
      select pg_try_advisory_xact_lock(${lookLock}, hashtext(current_schema())) as first`
    if (!row!.first) return false
    const { turns, isMore } = await takeTurns(tx, await activeRules(tx))
    await tx`select pg_advisory_xact_lock(${tellLock}, hashtext(current_schema()))`
    // Anew: what has been told meanwhile counts.
    await tell(tx, decide({ rules: await activeRules(tx), ended: [], turns }))
    return isMore
  })
}

async function tell(tx: Runner, { alerts, sums }: Judgement): Promise<void> {
  if (alerts.length > 0) await durably(tx)
  await addAlerts(tx, alerts)
  await keepSums(tx, sums)
}

async function activeRules(tx: Runner): Promise<ActiveRule[]> {
  return tx<ActiveRule[]>`
    select id, name, condition as "when", most_per_hour as "mostPerHour", to_json(created_at) #>> '{}' as "createdAt",
      array(select destination_id::text from alert_rule_destinations where rule_id = id) as destinations,
      (select count(*)::int from alerts where rule_id = r.id and created_at > now() - interval '1 hour') as told,
      (select json_build_object('alerts', alerts, 'since', to_json(since), 'firstTitles', first_titles,
        'ageMs', extract(epoch from now() - since) * 1000) from alert_sums where rule_id = r.id) as sum
    from alert_rules r where enabled order by id`
}

type EndedRow = Omit<JudgedRun, 'counts' | 'newlyRefused' | 'endedAt'> &
  RunCounts & { claimed: number | null; endedAt: Date; isOld: boolean }

/** Those that ended long ago are forgotten untold: nobody was there to judge them. */
async function takeEnded(tx: Runner): Promise<{ ended: JudgedRun[]; isMore: boolean }> {
  const rows = await tx<EndedRow[]>`
    with taken as (
      delete from unjudged_ends where id in (select id from unjudged_ends order by id limit ${mostAtOnce}) returning *
    )
    select runs.id, pipeline, dataset, state, error_code as "errorCode", records_in as "in", loaded, quarantined, duplicate,
      filtered, claimed, noted_at as "endedAt", noted_at < now() - ${longestUnjudged}::text::interval as "isOld"
    from taken join runs on runs.id = run_id order by taken.id`
  const ended = rows.flatMap(
    ({ in: all, loaded, quarantined, duplicate, filtered, claimed, endedAt, isOld, ...run }): JudgedRun[] =>
      isOld
        ? []
        : [
            {
              ...run,
              counts: { in: all, loaded, quarantined, duplicate, filtered },
              newlyRefused: Math.max(0, quarantined - (claimed ?? 0)),
              endedAt: endedAt.toISOString(),
            },
          ],
  )
  return { ended, isMore: rows.length >= mostAtOnce }
}

/** Adds to what quarantine got in this minute. */
async function noteGrowth(tx: Runner, ended: JudgedRun[]): Promise<void> {
  const records = new Map<string, number>()
  for (const { state, dataset, newlyRefused } of ended)
    if ((state === 'published' || state === 'rejected') && newlyRefused > 0)
      records.set(dataset, (records.get(dataset) ?? 0) + newlyRefused)
  if (records.size === 0) return
  await tx`
    insert into quarantine_growth as known (dataset, minute, records)
    select dataset, date_trunc('minute', now()), records
    from unnest(${[...records.keys()]}::text[], ${[...records.values()]}::bigint[]) as got (dataset, records)
    on conflict (dataset, minute) do update set records = known.records + excluded.records`
}

async function keepSums(tx: Runner, sums: Judgement['sums']): Promise<void> {
  for (const { ruleId, sum } of sums)
    await (sum
      ? tx`
          insert into alert_sums (rule_id, alerts, first_titles)
          values (${ruleId}, ${sum.alerts}, ${JSON.stringify(sum.firstTitles)}::text::json)
          on conflict (rule_id) do update set alerts = excluded.alerts, first_titles = excluded.first_titles`
      : tx`delete from alert_sums where rule_id = ${ruleId}`)
}
