-- The collector, who says so, may delete entries whose time is over. Nobody changes one, and no setting, however wrong,
-- takes away the last thirty days.
create function refuse_deletion() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('syndicate.reclaims_audit', true), '') <> 'yes' or old.at > now() - interval '30 days' then
    raise exception 'The audit trail is only ever added to';
  end if;
  return old;
end $$;
drop trigger audit_stays on audit;
create trigger audit_stays before update or truncate on audit for each statement execute function refuse_change();
create trigger audit_is_kept before delete on audit for each row execute function refuse_deletion();
