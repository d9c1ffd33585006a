-- What was decided stays, with who and when; what was said about it is erased when the company keeps it no longer.
grant update (comment) on workflow_history, overtime_decision to muster_app;
create index workflow_history_comment on workflow_history (company_id, instance_id) where comment is not null;

-- Takes away the jobs of a company that is erased, and of no other. One that runs is left alone until it ended. The platform has no right to the jobs themselves.
create function remove_jobs(gone uuid) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  removed bigint;
begin
  delete from graphile_worker._private_jobs where payload ->> 'companyId' = gone::text and locked_at is null
    and exists (select from public.company_erasure where id = gone);
  get diagnostics removed = row_count;
  return removed;
end $$;
revoke all on function remove_jobs from public;
grant execute on function remove_jobs to muster_system;
