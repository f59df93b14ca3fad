-- What was asked for: method and template of the route, such as `POST /api/runs/:id/cancel`.
alter table audit add column route text;
