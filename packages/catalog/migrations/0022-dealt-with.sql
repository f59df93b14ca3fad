-- Somebody has seen what became of a run, and need not be shown it again among those that want attention.
alter table runs add column dealt_with_at timestamptz;
alter table runs add column dealt_with_by uuid references users;
