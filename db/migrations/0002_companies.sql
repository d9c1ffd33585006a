-- Effective-dated, so that days already closed keep the settings that were in force (rules-company.md § Settings).
create table company_settings (
  company_id  uuid not null default current_company(),
  first_day   date not null,
  settings    jsonb not null,
  version     int not null default 1,
  primary key (company_id, first_day)
);
select company_table('company_settings');

-- Only what differs from the plan.
create table company_feature (
  company_id  uuid not null default current_company(),
  feature     text not null,
  is_on       boolean not null,
  decided_by  text not null check (decided_by in ('company', 'operator')),
  primary key (company_id, feature)
);
select company_table('company_feature');
