-- Refused records rest in frames, some thousand in one row. One that is replayed or discarded moves into a row of
-- `quarantine` and is no longer in its frame; rows from before there were frames stay what they are.
-- `id` ends in zeros, so that a record's id is its frame's and its place in it. `groups` counts, by what they have in
-- common, the records that are still here, and `taken` has the places of the others: nobody looks into `data` to count.
create table refusals (
  run_id uuid not null references runs on delete cascade,
  ordinal int not null,
  part int not null,
  id uuid not null unique,
  data bytea not null,
  records int not null,
  bytes int not null,
  groups json not null,
  taken int[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (run_id, ordinal, part)
);
alter table refusals alter column data set storage external;

-- Which field is at fault, where that is known.
alter table quarantine add column field text;
