import type { Runner } from '../connect.ts'
import type { ActiveRule, Turn } from './judge.ts'

/** Turns taken together. */
const mostAtOnce = 1_000

/**
 * What rules say of datasets, and was not so at the last look; what was is kept from now on. A few thousand datasets and as
 * many rules as there may be take a second: each dataset is summed up once, and what is so is held against what was by a
 * full join, which is never a nested loop.
 */
export async function takeTurns(tx: Runner, rules: ActiveRule[]): Promise<{ turns: Turn[]; isMore: boolean }> {
  await tx`delete from quarantine_growth where minute < now() - interval '1 hour'`
  const silent = rules.flatMap(({ id, when }) => (when.event === 'nothing-arrived' ? [{ id, ...when }] : []))
  const growing = rules.flatMap(({ id, when }) => (when.event === 'quarantine-grew' ? [{ id, ...when }] : []))
  if (silent.length + growing.length === 0) return { turns: [], isMore: false }
  const turns = await tx<Turn[]>`
    with asked_silence as materialized (
      select rule_id, asked.name, pattern, hours * interval '1 hour' as longest, created_at
      from unnest(${silent.map(({ id }) => id)}::uuid[], ${silent.map(({ dataset }) => dataset)}::text[],
        ${silent.map(({ dataset }) => likeOf(dataset))}::text[], ${silent.map(({ hours }) => hours)}::float8[])
        as asked (rule_id, name, pattern, hours)
      join alert_rules on id = rule_id
    ), asked_growth as materialized (
      select * from unnest(${growing.map(({ id }) => id)}::uuid[], ${growing.map(({ dataset }) => likeOf(dataset))}::text[],
        ${growing.map(({ records }) => records)}::bigint[]) as asked (rule_id, pattern, most)
    ), arrived as materialized (
      select name, published_at from datasets join versions on dataset = name and version = last_version
    ), grown as materialized (
      select dataset, sum(records)::bigint as records from quarantine_growth
      where minute > now() - interval '1 hour' group by dataset
    ), looked as (
      select rule_id, arrived.name as dataset, published_at as since, null::bigint as records,
        greatest(published_at, created_at) < now() - longest as holds
      from asked_silence join arrived on arrived.name like pattern
      union all
      select rule_id, name, null, null, created_at < now() - longest from asked_silence
      where name not like '%*%' and not exists (select from datasets where datasets.name = asked_silence.name)
      union all
      select rule_id, dataset, null, records, records > most from asked_growth join grown on dataset like pattern
    ), held as (
      select rule_id, dataset, true as held from alert_holds
      where rule_id = any(${[...silent, ...growing].map(({ id }) => id)}::uuid[])
    ), changed as materialized (
      select rule_id, dataset, since, records, coalesce(holds, false) as began
      from looked full join held using (rule_id, dataset)
      where coalesce(holds, false) <> coalesce(held, false) limit ${mostAtOnce}
    ), began as (
      insert into alert_holds (rule_id, dataset) select rule_id, dataset from changed where began
    ), over as (
      delete from alert_holds h using changed
      where not began and h.rule_id = changed.rule_id and h.dataset = changed.dataset
    )
    select rule_id as "ruleId", dataset, began, to_json(since) #>> '{}' as since, case when began then records end as records
    from changed`
  return { turns, isMore: turns.length >= mostAtOnce }
}

/** A pattern of names as LIKE has it; `_` is a letter like any other. */
function likeOf(pattern = '*'): string {
  return pattern.replaceAll('_', String.raw`\_`).replaceAll('*', '%')
}
