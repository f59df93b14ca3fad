-- Reclaiming takes two steps. First a row says that a thing is gone (`reclaimed_at`), under a lock that makes it final:
-- from then on nobody begins to use it. Then its bytes are deleted, few at a time, until it is `swept`.

alter table inputs add column reclaimed_at timestamptz, add column swept boolean not null default false;
create index inputs_kept on inputs (created_at) where reclaimed_at is null;
create index inputs_unswept on inputs (id) where reclaimed_at is not null and not swept;
create index runs_by_input on runs (input_id);

-- A first part is loose until the collector has seen that a run claimed it. Small inputs come with their run and never
-- are; nor are those from before this migration, unless their upload made no run.
alter table input_parts add column loose boolean not null default false;
alter table input_parts alter column loose set default true;
update input_parts set loose = true where ordinal = 0 and not exists (select from inputs where id = input_id);
create index input_parts_loose on input_parts (created_at) where loose and ordinal = 0;

-- `superseded_at`: since when the head no longer shows it. A version is gone as one that can be read or gone back to;
-- its chunks may be deleted once it is, for the collector lets no version go that one still kept builds on.
alter table versions add column superseded_at timestamptz, add column reclaimed_at timestamptz,
  add column swept boolean not null default false;
create index versions_not_superseded on versions (dataset, version) where superseded_at is null;
create index versions_superseded on versions (dataset, superseded_at) where superseded_at is not null and reclaimed_at is null;
create index versions_unswept on versions (dataset, version) where reclaimed_at is not null and not swept;

-- What a run that ended unpublished left behind.
alter table runs add column swept boolean not null default false;
create index runs_unswept on runs (finished_at) where state in ('rejected', 'failed', 'cancelled') and not swept;

create index sessions_by_expiry on sessions (expires_at);
