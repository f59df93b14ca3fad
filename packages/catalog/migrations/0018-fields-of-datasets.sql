-- Which fields records have, as a JSON of `stored`, `refused`, `leftOut` and `more` (packages/contracts/src/fields-seen.ts). Null: a
-- version of the program made it that did not look.
alter table chunks add column seen_fields jsonb;
-- Of all chunks in its books; once it has ended, `leftOut` alone, as far as it is told, and what of the fields is not as in the
-- dataset: `{"field": [before, now]}`.
alter table runs add column run_fields jsonb, add column field_changes jsonb;

-- What is live, as the head shows it: its fields, under which number these are kept, and what the last publish changed of them.
-- Fields are `partly` known where there are records that nobody looked at; null: nothing is known.
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

-- What is seen of records of whom some were seen here and some there: as `mergedFields` of packages/contracts. Where names may have
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
    order by coalesce(a.key, b.key) collate "C" limit 1001) as left_out_of;
  if (select count(*) > 1000 from jsonb_object_keys(left_out)) then
    left_out := left_out - (select max(key collate "C") from jsonb_object_keys(left_out) as key);
  elsif not (one ? 'more' or other ? 'more') then
    select jsonb_object_agg(coalesce(a.key, b.key), coalesce(a.value::int, absent) | coalesce(b.value::int, absent)) into stored
    from jsonb_each_text(one -> 'stored') a full join jsonb_each_text(other -> 'stored') b on b.key = a.key;
    if one ? 'stored' or other ? 'stored' then stored := coalesce(stored, '{}'); end if;
    select jsonb_object_agg(key, 1) into refused
    from jsonb_each(coalesce(one -> 'refused', '{}') || coalesce(other -> 'refused', '{}')) where stored is null or not stored ? key;
    if (select count(*) <= 1000 from jsonb_object_keys(coalesce(stored, '{}') || coalesce(refused, '{}')))
    then return jsonb_strip_nulls(jsonb_build_object('stored', stored, 'refused', refused, 'leftOut', left_out)); end if;
  end if;
  return jsonb_strip_nulls(jsonb_build_object('more', true, 'leftOut', left_out));
end $$;

-- What of a run's fields is not as before: `{"field": [before, now]}`, null where there is, or was, none; 0: only in what was not
-- stored, which for what was stored before is none, where any are stored. What was not in every record before is not missed. Null:
-- nothing, or nobody can tell.
create function field_changes(before jsonb, run jsonb) returns jsonb immutable language plpgsql as $$
begin
  -- Mostly nothing is different, and every run that ends asks.
  if before is null or run is null or before = run or before ? 'more' or run ? 'more' or not (run ? 'stored' or run ? 'refused')
  then return null; end if;
  return (
    select jsonb_object_agg(name, jsonb_build_array(was, is_now)) from (
      select coalesce(past.key, present.key) as name, past.value::int as was,
        case when past.key is not null and run ? 'stored' then nullif(present.value::int, 0) else present.value::int end as is_now
      from jsonb_each_text(before -> 'stored') past full join jsonb_each_text(
        (select coalesce(jsonb_object_agg(key, 0), '{}')
          from jsonb_object_keys(coalesce(run -> 'refused', '{}') || coalesce(run -> 'leftOut', '{}')) as key)
        || coalesce(run -> 'stored', '{}')) present on present.key = past.key
    ) as moved
    where was is null or (is_now is null and was & 128 = 0) or (is_now > 0 and was | is_now <> was));
end $$;

-- What fields are live once a run is published: it adds to what there was, or stands in its place, but for what a field was once: it
-- may be again, so that a dataset does not change with every run. A run that stores nothing tells nothing.
-- before: null where there were no records, `{"partly": true}` where nothing is known of them.
create function live_fields_after(before jsonb, run jsonb, adds boolean) returns jsonb immutable language plpgsql as $$
declare
  stored constant jsonb := jsonb_build_object('stored', run -> 'stored');
  merged jsonb;
begin
  if run is null or not (run ? 'stored' or run ? 'more') then return nullif(before, '{"partly": true}'); end if;
  if run ? 'more' or (adds and before ? 'more') then return '{"more": true}'; end if;
  if before is null then return stored; end if;
  -- Mostly nothing is different.
  if before -> 'stored' = run -> 'stored' then return case when adds then before else stored end; end if;
  if adds and not before ? 'stored' then return before || stored; end if;
  if adds then
    merged := merged_fields(before - 'partly', stored);
    return case when before ? 'partly' and not merged ? 'more' then merged || '{"partly": true}' else merged end;
  end if;
  return jsonb_build_object('stored', (
    select coalesce(jsonb_object_agg(present.key, present.value::int | coalesce((before -> 'stored' ->> present.key)::int, 0)), '{}')
    from jsonb_each_text(run -> 'stored') present));
end $$;

-- What is kept of a run's `leftOut` when it has ended: what is told, by itself or with the changes, a hundred of each.
create function left_out_told(run jsonb, changes jsonb) returns jsonb immutable language sql as $$
  select jsonb_build_object('leftOut', jsonb_object_agg(name, run -> 'leftOut' -> name)) from (
    (select key as name from jsonb_object_keys(run -> 'leftOut') as key order by key collate "C" limit 100)
    union (select key from jsonb_object_keys(coalesce(changes, '{}')) as key order by key collate "C" limit 100)) as told
  where run -> 'leftOut' ? name
$$;
