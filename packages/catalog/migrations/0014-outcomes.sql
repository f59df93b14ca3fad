-- What became of runs and of their records, counted since this migration: by what, within what (`kind`), and in which pipeline.
create table outcomes (
  pipeline text not null,
  kind text not null,
  label text not null,
  n bigint not null,
  primary key (pipeline, kind, label)
);

-- Runs that ended and are not counted there yet. Whoever ends a run says so in doing it, whatever its version, and adds to a
-- row that nobody waits for; a sum of its own for each pipeline would hold up all runs that end at once.
create table ended_runs (id bigint generated always as identity primary key, run_id uuid not null);

-- Whoever ends a run by hand need not have said where tables are.
create function note_end() returns trigger language plpgsql set search_path from current as $$
begin
  insert into ended_runs (run_id) values (new.id);
  return null;
end $$;
create trigger runs_end after update of state on runs for each row
  when (old.state in ('accepted', 'running') and new.state in ('published', 'rejected', 'failed', 'cancelled'))
  execute function note_end();
