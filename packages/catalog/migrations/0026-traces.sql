-- Where in a trace a run belongs: W3C's `traceparent` of what accepted it, so that whoever works on it, after a flush of Redis
-- too, belongs to the same trace. Null: nobody traces.
alter table runs add column trace text;

-- When a chunk was stored first: of a run that is traced, how long each stage took from its first chunk to its last is made of it.
-- By a default that is asked for each row, set apart from the column, so that no row there is is written anew.
alter table chunks add column stored_at timestamptz;
alter table chunks alter column stored_at set default clock_timestamp();
