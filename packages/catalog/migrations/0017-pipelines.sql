-- Pipelines as people write them: each change is a version, numbered from 1, that nobody changes any more. Runs do not
-- refer to them but to their recipes, by hash, so that whatever becomes of a pipeline, a run has its own to its end.
create table pipeline_versions (
  name text not null,
  version int not null check (version > 0),
  definition json not null,
  recipe_hash text not null,
  source text not null check (source in ('built-in', 'file', 'api')),
  applied_by uuid references users,
  applied_at timestamptz not null default now(),
  primary key (name, version)
);
create function refuse_other_pipeline() returns trigger language plpgsql as $$
begin
  raise exception 'Versions of pipelines are only ever added to';
end $$;
create trigger pipeline_versions_stay before update or delete or truncate on pipeline_versions
  for each statement execute function refuse_other_pipeline();

-- What counts of each. `version`: the last one, also of a pipeline that was removed; 0 of one that never was, and that a file
-- does not want. `file_hash`: of what a file, or the program itself, said of it when that was applied last.
create table pipelines (
  name text primary key,
  version int not null,
  removed_at timestamptz,
  file_hash text,
  revision bigint not null
);
create index pipelines_by_revision on pipelines (revision);

-- Grows by one with each change of pipelines, however many it is of. Its row is the lock of those who change them.
create table pipeline_revision (only_row boolean primary key default true check (only_row), revision bigint not null);
insert into pipeline_revision (revision) values (0);
