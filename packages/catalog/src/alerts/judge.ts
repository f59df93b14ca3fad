import type { AlertCondition, RunCounts, RunState } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { addAlerts, type NewAlert } from './deliveries.ts'

/** A rule that counts now. */
export interface ActiveRule {
  id: string
  name: string
  when: AlertCondition
  mostPerHour: number
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

/** Any constant: all who judge must use the same. */
const judgeLock = 7_061_969

/** Ended runs, and turns of datasets, looked at together. */
const mostAtOnce = 1_000

/**
 * Looks once at what no rule has looked at yet, if no other process is doing so. What was looked at is forgotten in the
 * transaction that keeps the alerts, so that each end of a run is told, and once. Time is PostgreSQL's.
 * @param decide what alerts there are; nothing else may change by it
 * @returns whether there is more to look at
 */
export async function judge(sql: Sql, decide: (facts: Facts) => Judgement): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ first: boolean }[]>`
      select pg_try_advisory_xact_lock(${judgeLock}, hashtext(current_schema())) as first`
    if (!row!.first) return false
    const rules = await activeRules(tx)
    const ended = await takeEnded(tx)
    if (rules.length === 0) return ended.length === mostAtOnce
    const turns = await takeTurns(tx, rules, ended)
    const { alerts, sums } = decide({ rules, ended, turns })
    if (alerts.length > 0) await durably(tx)
    await addAlerts(tx, alerts)
    await keepSums(tx, sums)
    return ended.length === mostAtOnce || turns.length === mostAtOnce
  })
}

async function activeRules(tx: Runner): Promise<ActiveRule[]> {
  return tx<ActiveRule[]>`
    select id, name, condition as "when", most_per_hour as "mostPerHour",
      array(select destination_id::text from alert_rule_destinations where rule_id = id) as destinations,
      (select count(*)::int from alerts where rule_id = r.id and created_at > now() - interval '1 hour') as told,
      (select json_build_object('alerts', alerts, 'since', to_json(since), 'firstTitles', first_titles,
        'ageMs', extract(epoch from now() - since) * 1000) from alert_sums where rule_id = r.id) as sum
    from alert_rules r where enabled order by id`
}

async function takeEnded(tx: Runner): Promise<JudgedRun[]> {
  const rows = await tx<(Omit<JudgedRun, 'counts'> & RunCounts)[]>`
    with taken as (
      delete from unjudged_ends where id in (select id from unjudged_ends order by id limit ${mostAtOnce}) returning id, run_id
    )
    select runs.id, pipeline, dataset, state, error_code as "errorCode", records_in as "in", loaded, quarantined, duplicate, filtered
    from taken join runs on runs.id = run_id order by taken.id`
  return rows.map(({ in: all, loaded, quarantined, duplicate, filtered, ...run }) => ({
    ...run,
    counts: { in: all, loaded, quarantined, duplicate, filtered },
  }))
}

/** What rules say of datasets, and was not so at the last look. */
async function takeTurns(tx: Runner, rules: ActiveRule[], ended: JudgedRun[]): Promise<Turn[]> {
  const silent = rules.flatMap(({ id, when }) => (when.event === 'nothing-arrived' ? [{ id, ...when }] : []))
  const growing = rules.flatMap(({ id, when }) => (when.event === 'quarantine-grew' ? [{ id, ...when }] : []))
  if (growing.length > 0) await noteGrowth(tx, ended)
  if (silent.length + growing.length === 0) return []
  return tx<Turn[]>`
    with asked_silence as (
      select * from unnest(${silent.map(({ id }) => id)}::uuid[], ${silent.map(({ dataset }) => dataset)}::text[],
        ${silent.map(({ hours }) => hours)}::float8[]) as asked (rule_id, pattern, hours)
    ), arrivals as (
      select rule_id, hours, name as dataset, published_at as arrived
      from asked_silence join datasets on name like ${likeOf(tx)} join versions on versions.dataset = name and version = last_version
      union all
      select rule_id, hours, pattern, null from asked_silence
      where pattern not like '%*%' and not exists (select from datasets where name = pattern)
    ), growth as (
      select rule_id, dataset, sum(growth.records)::bigint as records, most
      from unnest(${growing.map(({ id }) => id)}::uuid[], ${growing.map(({ dataset = '*' }) => dataset)}::text[],
        ${growing.map(({ records }) => records)}::bigint[]) as asked (rule_id, pattern, most)
      join quarantine_growth growth on dataset like ${likeOf(tx)}
      where minute > now() - interval '1 hour' group by 1, 2, 4
    ), holding as (
      select rule_id, dataset, arrived as since, null::bigint as records from arrivals join alert_rules on id = rule_id
      where coalesce(arrived, created_at) < now() - hours * interval '1 hour'
      union all
      select rule_id, dataset, null, records from growth where records > most
    ), began as (
      insert into alert_holds (rule_id, dataset)
      select rule_id, dataset from holding
      where not exists (select from alert_holds h where h.rule_id = holding.rule_id and h.dataset = holding.dataset)
      limit ${mostAtOnce}
      returning rule_id, dataset
    ), over as (
      delete from alert_holds where (rule_id, dataset) in (
        select rule_id, dataset from alert_holds h
        where rule_id = any(${[...silent, ...growing].map(({ id }) => id)}::uuid[])
          and not exists (select from holding where h.rule_id = holding.rule_id and h.dataset = holding.dataset)
        limit ${mostAtOnce})
      returning rule_id, dataset
    )
    select rule_id as "ruleId", dataset, true as began, to_json(since) #>> '{}' as since, records
    from began join holding using (rule_id, dataset)
    union all
    select rule_id, dataset, false, (select to_json(max(arrived)) #>> '{}' from arrivals where arrivals.dataset = over.dataset), null
    from over`
}

/** A pattern of names as LIKE has it; `_` is a letter like any other. */
function likeOf(tx: Runner) {
  return tx`replace(replace(pattern, '_', '\\_'), '*', '%')`
}

/** Adds to what quarantine got in this minute, and forgets what nobody looks back at. */
async function noteGrowth(tx: Runner, ended: JudgedRun[]): Promise<void> {
  const records = new Map<string, number>()
  for (const { state, dataset, counts } of ended)
    if ((state === 'published' || state === 'rejected') && counts.quarantined > 0)
      records.set(dataset, (records.get(dataset) ?? 0) + counts.quarantined)
  await tx`delete from quarantine_growth where minute < now() - interval '1 hour'`
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
