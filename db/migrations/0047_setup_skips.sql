-- First steps of a new company that somebody chose to leave; whether a step is done is seen from what it is about.
create table company_setup_skip (
  company_id  uuid not null default current_company(),
  step        text not null,
  skipped_at  timestamptz not null,
  primary key (company_id, step),
  constraint company_setup_skip_step check (step in ('company', 'branches', 'departments', 'people', 'leave'))
);
select company_table('company_setup_skip');
