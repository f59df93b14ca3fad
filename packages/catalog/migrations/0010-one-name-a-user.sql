-- Names are one whatever their case. Of users whose names differ in nothing else, the oldest is found by any way of writing
-- it; the others, here before this was so, by their own alone. Letters of names are ASCII, hence the collation.
alter table users add column namesake boolean not null default false;
update users set namesake = true
where exists (
  select from users as older
  where lower(older.username collate "C") = lower(users.username collate "C")
    and (older.created_at, older.id) < (users.created_at, users.id)
);
create unique index users_by_name on users (lower(username collate "C")) where not namesake;

-- Keys end with their owner's place here, and do not come back with it.
update api_keys set revoked_at = now() from users
where users.id = user_id and disabled_at is not null and revoked_at is null;
