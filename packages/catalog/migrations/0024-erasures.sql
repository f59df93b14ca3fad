-- When marks are looked at next, whether they can be merged into the bytes of their chunk.
alter table marks add column made_at timestamptz not null default now(), add column look_at timestamptz not null default now();
create index marks_due on marks (look_at);
create index marks_erased on marks (run_id, ordinal) where version = 0;

-- Records of a person, or of whomever, that are to be removed from all there is of a dataset. `selector` says which, until that is
-- done; `proof` is a hash of it with a salt that whoever asked has. Whoever works on one has it until `due_at`: `taken` says how often one did.
create table erasures (
  id uuid primary key,
  dataset text not null,
  dry_run boolean not null,
  asked_by uuid not null references users,
  asked_at timestamptz not null default now(),
  selector json,
  proof text not null,
  step text not null default 'search' check (step in ('search', 'done')),
  findings json not null default '{}',
  taken int not null default 0,
  due_at timestamptz not null default now(),
  ended_at timestamptz
);
create index erasures_due on erasures (due_at) where step <> 'done';
create index erasures_of on erasures (dataset, id);

-- Runs that an erasure has looked at, after they had ended, and rows of their chunks that it found.
create table erasure_runs (
  erasure_id uuid not null references erasures on delete cascade,
  run_id uuid not null,
  primary key (erasure_id, run_id)
);
create table erasure_finds (
  erasure_id uuid not null references erasures on delete cascade,
  run_id uuid not null,
  ordinal int not null,
  rows int[] not null,
  primary key (erasure_id, run_id, ordinal),
  foreign key (run_id, ordinal) references chunks on delete cascade
);
create index erasure_finds_by_chunk on erasure_finds (run_id, ordinal);
