-- Users are disabled and never deleted, for runs refer to them. `password_version` tells whether a password that was just
-- checked is still the one: a hash may change by itself, when its parameters do.
alter table users add column disabled_at timestamptz, add column password_version int not null default 0;

alter table sessions add column address text, add column user_agent text;
create index sessions_of_user on sessions (user_id, created_at) where revoked_at is null;

-- Of a key's secret there is only the SHA-256: it is random and long, so nothing slower is needed.
create table api_keys (
  id uuid primary key,
  user_id uuid not null references users,
  name text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_of_user on api_keys (user_id, id) where revoked_at is null;
