-- What transform refused waits with its chunk and enters quarantine with the chunk's verdict: a chunk that never passes
-- leaves nothing there.
alter table chunks add column refusals json;

-- How many records a run took out of quarantine; null for a run of an input of its own.
alter table runs add column claimed int;

-- Whether a record is open, replaying, replayed or discarded is derived from these and the state of the replay's run.
-- `record` is the record as decoded, before the steps, where `original` does not say it in JSON.
-- `replay_run` may outlive its run: what was published once must never look open again.
alter table quarantine
  add column record text,
  add column attempt int not null default 0,
  add column replay_run uuid,
  add column replay_position int,
  add column discarded_at timestamptz,
  add column discarded_by uuid references users,
  add column discard_reason text;
create unique index quarantine_by_replay on quarantine (replay_run, replay_position) where replay_run is not null;
