-- Who did what, when and from where. Written once: nothing changes or removes an entry, whoever asks.
-- No references to users or runs: an entry outlives what it speaks of.
create table audit (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  code text,
  user_id uuid,
  key_id text,
  target text,
  address text,
  agent text,
  times int not null default 1
);
create index audit_by_kind on audit (kind, id);
create index audit_by_user on audit (user_id, id);
create index audit_by_target on audit (target, id) where target is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is only ever added to';
end $$;
create trigger audit_stays before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- What each user has given us to run, by day (UTC).
create table accepted_bytes (
  user_id uuid not null references users on delete cascade,
  day date not null,
  bytes bigint not null,
  primary key (user_id, day)
);
