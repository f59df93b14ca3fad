-- An input is cut at record boundaries while it is stored, and each of its parts is a chunk. One that can only be read whole
-- is cut by `extract`, into further parts behind those that came. Until it is cut, `chunks` is null.
alter table inputs
  add column chunks int,
  add column first_chunk int not null default 0, -- its part
  add column cut json, -- within which limits; null for an input from before this was kept here
  add column cut_ms real not null default 0,
  add column problem json; -- why no more of it could be cut

-- `transformed`: made by a worker that does not load. Not checked against what there is, for it allows more.
alter table chunks drop constraint chunks_state_check,
  add constraint chunks_state_check check (state in ('transformed', 'staged', 'valid')) not valid;

-- Small runs of one user that are accepted together are begun by one job, which has the name of the first of them.
alter table runs add column led_by uuid;
