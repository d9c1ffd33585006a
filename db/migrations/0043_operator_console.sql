-- What went wrong on our side: which route, never what was sent. The operators' own; kept for 30 days.
create table server_error (
  id             uuid primary key,
  at             timestamptz not null,
  code           text not null,
  place          text not null,
  request_id     text,
  about_company  uuid
);
select platform_table('server_error', '');
create index server_error_at on server_error (at);
create index server_error_company on server_error (about_company, at);

-- How many jobs wait and how many were given up, of all companies or of one. The platform has no right to the jobs themselves.
create function job_figures(wanted uuid default null, out waiting bigint, out failed bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select count(*) filter (where attempts < max_attempts), count(*) filter (where attempts >= max_attempts)
    into waiting, failed
    from graphile_worker._private_jobs where wanted is null or payload ->> 'companyId' = wanted::text;
end $$;
revoke all on function job_figures from public;
grant execute on function job_figures to muster_system;
