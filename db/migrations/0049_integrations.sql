-- Services outside that a company connected. What opens them is sealed with the server's secret and never shown again.
-- A row stays when its service is taken away (settings null), so that versions only rise.
create table company_integration (
  company_id     uuid not null default current_company(),
  kind           text not null constraint company_integration_kind check (kind in ('mail', 'slack', 'teams', 'googleChat')),
  settings       jsonb,
  secret_sealed  bytea,
  secret_tail    text,
  is_on          boolean not null default false,
  version        int not null default 1,
  -- The last time it worked, by a test or in use, and what was wrong since.
  worked_at      timestamptz,
  problem        text,
  problem_at     timestamptz,
  -- The company's date of the last daily notice, and how often it was tried that day.
  told_on        date,
  tries          int not null default 0,
  primary key (company_id, kind)
);
select company_table('company_integration', 'select, insert, update');
