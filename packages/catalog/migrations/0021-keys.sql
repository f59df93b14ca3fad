-- Rows of a chunk that do not count: another row of the run, or of a later version, stands for the same key, or they are erased. Rows
-- are numbered from 0 as the chunk was made, also when some of them are no longer in its bytes.
create table marks (
  run_id uuid not null,
  ordinal int not null,
  version int not null, -- which made them: they count where its dataset shows that; 0: erased, in every version
  rows int[] not null, -- ascending
  primary key (run_id, ordinal, version),
  foreign key (run_id, ordinal) references chunks on delete cascade
);
-- Rows that were marked for good and are no longer in `data`, ascending.
alter table chunks add column gone int[];

-- What a chunk holds by key, until its run is settled: `entries` of packages/pipeline/src/keys.
create table chunk_keys (
  run_id uuid not null,
  ordinal int not null,
  entries bytea not null,
  starts int[], -- of many: the number of the first entry of each first byte, and the end
  primary key (run_id, ordinal),
  foreign key (run_id, ordinal) references chunks on delete cascade
);
alter table chunk_keys alter column entries set storage external;

-- Where the rows of a dataset are by key, in segments that never change. Each is sorted, and cut into blocks between two digests; several
-- are merged into one. Nothing of a version is in two segments.
create table key_segments (
  id bigint generated always as identity primary key,
  dataset text not null,
  made_by uuid, -- the run whose settling made it; null: a merge
  versions int4multirange, -- whose rows it has; null: not in use, as what made it has not been committed
  entries bigint not null default 0,
  created_at timestamptz not null default now()
);
create index key_segments_of on key_segments (dataset, id);
create table key_blocks (
  segment bigint not null references key_segments on delete cascade,
  first uuid not null, -- digests of its first and last entry
  last uuid not null,
  entries bytea not null,
  primary key (segment, first)
);
alter table key_blocks alter column entries set storage external;

-- Reclaimed, and its chunks are not: the rows of a version where rows take each other's place, while the head shows them. Nobody reads it or
-- goes back to it, so that what no later one shows can go.
alter table versions add column closed boolean not null default false;
create index versions_open on versions (dataset, version) where reclaimed_at is null;
create index versions_closed on versions (dataset, version) where closed;

-- The fields of a recipe's `key`, and those by which rows of a dataset take each other's place; null: there are none.
alter table recipes add column key text[];
alter table datasets add column key text[],
  drop constraint datasets_mode_check, add constraint datasets_mode_check check (mode in ('append', 'replace', 'upsert'));
-- `keyed`: what its chunks hold by key is settled before it ends. `key_changes`: what that came to, as in packages/contracts/src/run.ts.
alter table runs add column keyed boolean not null default false, add column key_changes jsonb,
  drop constraint runs_mode_check, add constraint runs_mode_check check (mode in ('append', 'replace', 'upsert')) not valid;
