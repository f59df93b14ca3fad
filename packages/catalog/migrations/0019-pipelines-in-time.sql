-- The collector, who says so, may delete versions of pipelines that are no longer kept. Nobody changes one, and no setting,
-- however wrong, takes away what counts.
create function refuse_lost_pipeline() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('syndicate.reclaims_pipelines', true), '') <> 'yes' or exists (
    select from pipelines
    where pipelines.name = old.name and pipelines.version = old.version and removed_at is null
  ) then
    raise exception 'Versions of pipelines are only ever added to';
  end if;
  return old;
end $$;
drop trigger pipeline_versions_stay on pipeline_versions;
create trigger pipeline_versions_stay before update or truncate on pipeline_versions
  for each statement execute function refuse_other_pipeline();
create trigger pipeline_versions_are_kept before delete on pipeline_versions
  for each row execute function refuse_lost_pipeline();

-- Of a pipeline that was applied or removed: its last version after that.
alter table audit add column version int;
