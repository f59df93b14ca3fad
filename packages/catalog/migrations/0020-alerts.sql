-- Where alerts are sent. `sealed` is the address and what signs for it, encrypted with a key that is not kept here.
create table alert_destinations (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('webhook', 'slack', 'teams', 'discord', 'email')),
  address text not null,
  sealed bytea not null,
  created_at timestamptz not null default now()
);

create table alert_rules (
  id uuid primary key,
  name text not null unique,
  condition json not null,
  most_per_hour int not null check (most_per_hour > 0),
  enabled boolean not null,
  created_at timestamptz not null default now()
);
create table alert_rule_destinations (
  rule_id uuid not null references alert_rules on delete cascade,
  destination_id uuid not null references alert_destinations,
  primary key (rule_id, destination_id)
);
create index alert_rules_by_destination on alert_rule_destinations (destination_id);

-- Runs that ended and that no rule has looked at yet. Whoever ends a run says so in doing it, whatever its version; while
-- there are no rules nobody does.
create table unjudged_ends (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  noted_at timestamptz not null default now()
);
create function note_unjudged_end() returns trigger language plpgsql set search_path from current as $$
begin
  if exists (select from alert_rules where enabled) then
    insert into unjudged_ends (run_id) values (new.id);
  end if;
  return null;
end $$;
create trigger runs_end_unjudged after update of state on runs for each row
  when (old.state in ('accepted', 'running') and new.state in ('published', 'rejected', 'failed', 'cancelled'))
  execute function note_unjudged_end();

-- What quarantine got, by minute, for as long as a rule looks back.
create table quarantine_growth (
  dataset text not null,
  minute timestamptz not null,
  records bigint not null,
  primary key (dataset, minute)
);

-- What a rule has told of a dataset, and is still true: it is told again when it is over.
create table alert_holds (
  rule_id uuid not null references alert_rules on delete cascade,
  dataset text not null,
  since timestamptz not null default now(),
  primary key (rule_id, dataset)
);

-- What a rule found beyond what it may tell in an hour, summed until it may.
create table alert_sums (
  rule_id uuid primary key references alert_rules on delete cascade,
  alerts bigint not null,
  since timestamptz not null default now(),
  first_titles json not null
);

create table alerts (
  id uuid primary key,
  rule_id uuid references alert_rules on delete set null,
  message json not null,
  created_at timestamptz not null default now()
);
create index alerts_by_rule on alerts (rule_id, created_at);

-- An alert on its way to one destination. `due_at` of who is being sent lies ahead: whoever takes one gives itself so long,
-- and when it has died another takes it then.
create table alert_deliveries (
  id uuid primary key,
  alert_id uuid not null references alerts on delete cascade,
  destination_id uuid not null references alert_destinations on delete cascade,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts int not null default 0,
  under_way boolean not null default false,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  ended_at timestamptz,
  answer text
);
create index alert_deliveries_due on alert_deliveries (destination_id, due_at) where state = 'pending';
create index alert_deliveries_under_way on alert_deliveries (destination_id) where under_way;
create index alert_deliveries_by_alert on alert_deliveries (alert_id);
create index alert_deliveries_by_destination on alert_deliveries (destination_id, id);
create index alert_deliveries_by_state on alert_deliveries (state, id);
