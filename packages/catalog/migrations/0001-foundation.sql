-- The truth: who may do what, what was asked for, what came of it.
-- Bytes that are already compressed are stored as they are (`storage external`): PostgreSQL need not try again.

create table users (
  id uuid primary key,
  username text not null unique,
  password_hash text not null,
  role text not null check (role in ('admin', 'operator', 'viewer')),
  created_at timestamptz not null default now()
);

create table sessions (
  sid text primary key,
  user_id uuid not null references users,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- A pipeline as it was when a run was accepted, named by the SHA-256 of its JSON.
create table recipes (
  hash text primary key,
  definition json not null,
  created_at timestamptz not null default now()
);

create table inputs (
  id uuid primary key,
  bytes bigint not null,
  parts int not null,
  sha256 text not null,
  created_at timestamptz not null default now()
);

-- Written before the input they belong to: a part without an input belongs to nobody and is collected.
create table input_parts (
  input_id uuid not null,
  ordinal int not null,
  data bytea not null,
  created_at timestamptz not null default now(),
  primary key (input_id, ordinal)
);
alter table input_parts alter column data set storage external;

create table runs (
  id uuid primary key,
  recipe text not null references recipes,
  input_id uuid not null references inputs,
  user_id uuid not null references users,
  replay_of uuid references runs,
  pipeline text not null,
  dataset text not null,
  mode text not null check (mode in ('append', 'replace')),
  on_invalid text not null check (on_invalid in ('quarantine', 'reject')),
  format text not null,
  state text not null default 'accepted'
    check (state in ('accepted', 'running', 'published', 'rejected', 'failed', 'cancelled')),
  epoch int not null default 0,
  idempotency_key text,
  request_hash text not null,
  bytes bigint not null,
  chunks_cut int not null default 0,
  chunks int,
  chunks_valid int not null default 0,
  records_in bigint not null default 0,
  loaded bigint not null default 0,
  quarantined bigint not null default 0,
  duplicate bigint not null default 0,
  filtered bigint not null default 0,
  stored_bytes bigint not null default 0,
  extract_ms real not null default 0,
  transform_ms real not null default 0,
  load_ms real not null default 0,
  validate_ms real not null default 0,
  error_code text,
  error_detail text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  touched_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint books_balance check (records_in = loaded + quarantined + duplicate + filtered)
);
create unique index runs_idempotency on runs (user_id, idempotency_key) where idempotency_key is not null;
-- Not on touched_at: every move of a run would then rewrite all its index entries.
create index runs_unfinished on runs (id) where state in ('accepted', 'running');
create index runs_by_dataset on runs (dataset, id);
create index runs_by_pipeline on runs (pipeline, id);
create index runs_by_state on runs (state, id);

create table chunks (
  run_id uuid not null references runs on delete cascade,
  ordinal int not null,
  state text not null default 'staged' check (state in ('staged', 'valid')),
  data bytea not null,
  sha256 text not null,
  records int not null,
  records_in int not null,
  filtered int not null,
  refused int not null,
  sources json,
  transform_ms real not null,
  load_ms real not null default 0,
  primary key (run_id, ordinal)
);
alter table chunks alter column data set storage external;

create table quarantine (
  id uuid primary key,
  run_id uuid not null references runs on delete cascade,
  position bigint not null,
  stage text not null,
  code text not null,
  reason text not null,
  original text not null,
  encoding text not null check (encoding in ('text', 'base64')),
  created_at timestamptz not null default now()
);
create index quarantine_by_run on quarantine (run_id, id);
create index quarantine_by_code on quarantine (code, id);

-- `lineage` is the set of versions whose records are live at a head: rolling back is choosing an older set.
create table datasets (
  name text primary key,
  mode text not null check (mode in ('append', 'replace')),
  recipe text not null references recipes,
  head int not null,
  last_version int not null,
  lineage int4multirange not null,
  live_records bigint not null,
  live_bytes bigint not null,
  updated_at timestamptz not null default now()
);

create table versions (
  dataset text not null references datasets,
  version int not null,
  run_id uuid not null unique references runs,
  lineage int4multirange not null,
  records bigint not null,
  bytes bigint not null,
  live_records bigint not null,
  live_bytes bigint not null,
  published_at timestamptz not null default now(),
  primary key (dataset, version)
);
