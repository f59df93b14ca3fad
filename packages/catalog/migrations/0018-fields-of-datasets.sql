-- Which fields records have, as a JSON of `stored`, `refused`, `leftOut` and `more` (packages/contracts/src/fields-seen.ts). Null: a
-- version of the program made it that did not look, or there is nothing in it.
alter table chunks add column seen_fields jsonb;
-- Of all chunks in its books; and, once it has ended, what of it is not as in the dataset: `{"field": [before, now]}`.
alter table runs add column run_fields jsonb, add column field_changes jsonb;

-- What is live, as the head shows it: its fields, under which number these are kept, and what the last publish changed of them.
alter table datasets
  add column live_fields jsonb,
  add column schema_version int,
  add column last_schema_version int not null default 0,
  add column schema_changes jsonb;
alter table versions add column has_schema int;

-- Each change of a dataset's fields, by the run that published it. The last hundred are kept.
create table dataset_schemas (
  dataset text not null references datasets,
  schema_version int not null,
  published_version int not null,
  by_run uuid not null,
  fields jsonb not null,
  changes jsonb not null,
  published_at timestamptz not null default now(),
  primary key (dataset, schema_version)
);
create index dataset_schemas_by_run on dataset_schemas (by_run);

-- What is seen of records of whom some were seen here and some there: as `mergedFields` of packages/pipeline. Where names may have
-- grown beyond what is told apart, there are `more`.
create function merged_fields(one jsonb, other jsonb) returns jsonb immutable language plpgsql as $$
declare
  absent int := case when one ? 'stored' and other ? 'stored' then 128 else 0 end;
  stored jsonb;
  refused jsonb;
  left_out jsonb;
begin
  if one is null or (one = other and not one ? 'leftOut') then return other; end if;
  if other is null then return one; end if;
  select jsonb_object_agg(name, count) into left_out from (
    select coalesce(a.key, b.key) as name, coalesce(a.value::bigint, 0) + coalesce(b.value::bigint, 0) as count
    from jsonb_each_text(one -> 'leftOut') a full join jsonb_each_text(other -> 'leftOut') b on b.key = a.key
    order by 1 limit 1000) as left_out_of;
  if not (one ? 'more' or other ? 'more') then
    select jsonb_object_agg(coalesce(a.key, b.key), coalesce(a.value::int, absent) | coalesce(b.value::int, absent)) into stored
    from jsonb_each_text(one -> 'stored') a full join jsonb_each_text(other -> 'stored') b on b.key = a.key;
    if one ? 'stored' or other ? 'stored' then stored := coalesce(stored, '{}'); end if;
    select jsonb_object_agg(key, 1) into refused
    from jsonb_each(coalesce(one -> 'refused', '{}') || coalesce(other -> 'refused', '{}')) where stored is null or not stored ? key;
    if 1000 >= all(array[
      (select count(*) from jsonb_object_keys(coalesce(stored, '{}'))), (select count(*) from jsonb_object_keys(coalesce(refused, '{}')))])
    then return jsonb_strip_nulls(jsonb_build_object('stored', stored, 'refused', refused, 'leftOut', left_out)); end if;
  end if;
  return jsonb_strip_nulls(jsonb_build_object('more', true, 'leftOut', left_out));
end $$;

-- What of a run's fields is not as before: `{"field": [before, now]}`, null where there is, or was, none; 0: only in what was not
-- stored. What was not in every record before is not missed. Null: nothing, or nobody can tell.
create function field_changes(before jsonb, run jsonb) returns jsonb immutable language plpgsql as $$
begin
  -- Mostly nothing is different, and every run that ends asks.
  if before is null or run is null or before = run or before ? 'more' or run ? 'more' or not (run ? 'stored' or run ? 'refused')
  then return null; end if;
  return (
    select jsonb_object_agg(name, jsonb_build_array(was, is_now)) from (
      select coalesce(past.key, present.key) as name, past.value::int as was, present.value::int as is_now
      from jsonb_each_text(before -> 'stored') past full join jsonb_each_text(
        (select coalesce(jsonb_object_agg(key, 0), '{}')
          from jsonb_object_keys(coalesce(run -> 'refused', '{}') || coalesce(run -> 'leftOut', '{}')) as key)
        || coalesce(run -> 'stored', '{}')) present on present.key = past.key
    ) as moved
    where was is null or (is_now is null and was & 128 = 0) or (is_now > 0 and was | is_now <> was));
end $$;

-- What fields are live once a run is published: it adds to what there was, or stands in its place. What a field was once, it may be
-- again, so that a dataset does not change with every run.
create function live_fields_after(before jsonb, run jsonb, adds boolean) returns jsonb immutable language plpgsql as $$
begin
  if run is null or not (run ? 'stored' or run ? 'more') then return before; end if;
  if run ? 'more' then return coalesce(before, '{"more": true}'); end if;
  if before is null or before -> 'stored' = run -> 'stored' or (before ? 'more' and not adds)
  then return jsonb_build_object('stored', run -> 'stored'); end if;
  if adds then return merged_fields(before, jsonb_build_object('stored', run -> 'stored')); end if;
  return jsonb_build_object('stored', (
    select coalesce(jsonb_object_agg(coalesce(past.key, present.key), coalesce(past.value::int, 0) | coalesce(present.value::int, 0)), '{}')
    from jsonb_each_text(before -> 'stored') past full join jsonb_each_text(run -> 'stored') present on present.key = past.key
    where present.key is not null or past.value::int & 128 <> 0));
end $$;
