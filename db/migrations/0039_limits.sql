-- What a company may change of itself; its status, plan and trial are the platform's.
alter table company
  add column version int not null default 1;
grant update (name, domain, subdomain, admin_email, phone, address, tagline, primary_color, logo_url, version) on company to muster_app;

-- The logo as it was written anew; the public address names its token, which is another for every picture.
create table company_logo (
  company_id  uuid not null default current_company() primary key,
  token       text not null,
  content     bytea not null,
  changed_at  timestamptz not null
);
select company_table('company_logo');
create index company_logo_token on company_logo (token);

-- Where the operator allows a company more or less than its plan.
create table company_limit (
  company_id  uuid not null default current_company(),
  code        text not null constraint company_limit_code check (code in ('employees', 'storageBytes', 'locations', 'apiCallsPerDay')),
  amount      bigint not null constraint company_limit_amount check (amount >= 0),
  primary key (company_id, code)
);
select company_table('company_limit', 'select');

-- That the admins were told of 80 or 100 percent: once for each height of a limit, of a limit by the day once a day.
create table limit_notice (
  company_id  uuid not null default current_company(),
  code        text not null,
  percent     int not null constraint limit_notice_percent check (percent in (80, 100)),
  period      text not null,
  told_at     timestamptz not null,
  primary key (company_id, code, percent, period)
);
select company_table('limit_notice', 'select, insert');

-- What a company used on a day (UTC). A server writes the sum of what it counted itself, under an id of its own: written twice it
-- is the same. `ceiling` is how many it may let pass before it asks again; the sum of them never passes the limit.
create table usage_day (
  company_id  uuid not null default current_company(),
  day         date not null,
  metric      text not null,
  writer      uuid not null,
  amount      bigint not null constraint usage_day_amount check (amount >= 0),
  ceiling     bigint not null default 0,
  written_at  timestamptz not null,
  primary key (company_id, day, metric, writer)
);
select company_table('usage_day', 'select, insert, update');
