-- How an input is cut is settled when its run is accepted: cutting again has to meet the chunks of the first time.
alter table runs add column cut json;

-- Also counts what a user has under way, so that many runs of one let others pass.
drop index runs_unfinished;
create index runs_unfinished on runs (user_id, id) where state in ('accepted', 'running');
