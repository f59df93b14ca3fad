-- Refused records are listed by run and id, from the newest on: rows have such an index, and frames get theirs.
create index refusals_by_run on refusals (run_id, id);
