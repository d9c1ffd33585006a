-- What every later table stands on: the company in force, the procedure that binds a table to it, and the platform's own tables.

create extension if not exists btree_gist;

-- The company this transaction is bound to; null (and so no row at all) when none is.
create function current_company() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.company_id', true), '')::uuid;

-- Binds a table to its company: row security forced, the policy for the app, one for cross-company tasks, grants,
-- and distribution where Citus is present. `rights` is what the app may do; append-only tables pass 'select, insert'.
create function company_table(name regclass, rights text default 'select, insert, update, delete') returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy company on %s to muster_app using (company_id = current_company()) with check (company_id = current_company())', name);
  execute format('create policy platform on %s to muster_system using (true) with check (true)', name);
  execute format('grant %s on %s to muster_app', rights, name);
  execute format('grant select, insert, update, delete on %s to muster_system', name);
  if exists (select from pg_extension where extname = 'citus') then
    perform create_distributed_table(name::text, 'company_id');
  end if;
end $$;

-- A table of the platform, the same for all companies: readable by the app, written by the platform only.
create function platform_table(name regclass, rights text default 'select') returns void
  language plpgsql as $$
begin
  if rights <> '' then
    execute format('grant %s on %s to muster_app', rights, name);
  end if;
  execute format('grant select, insert, update, delete on %s to muster_system', name);
  if exists (select from pg_extension where extname = 'citus') then
    perform create_reference_table(name::text);
  end if;
end $$;

create table plan (
  code               text primary key,
  name               text not null,
  monthly_usd        numeric(10, 2) not null check (monthly_usd >= 0),
  employee_limit     int not null,
  storage_gb         int not null,
  location_limit     int not null,
  api_calls_per_day  int not null,
  retention_days     int not null,
  features           text[] not null,
  sort_order         int not null
);
select platform_table('plan');

-- rules-company.md § Plans and limits
insert into plan values
  ('basic', 'Basic', 29, 25, 5, 1, 1000, 365,
   '{attendance,payroll,leaveManagement,documentManagement,notifications,timeTracking,messaging,projects}', 1),
  ('professional', 'Professional', 79, 100, 20, 5, 20000, 1095,
   '{attendance,payroll,leaveManagement,documentManagement,notifications,timeTracking,messaging,projects,analytics,apiAccess,customBranding,advancedReporting,expenseManagement}', 2),
  ('enterprise', 'Enterprise', 199, 500, 100, 50, 200000, 2555,
   '{attendance,payroll,leaveManagement,documentManagement,notifications,timeTracking,messaging,projects,analytics,apiAccess,customBranding,advancedReporting,expenseManagement,multiLocation,performanceReviews,trainingManagement,education}', 3);

create table company (
  id             uuid primary key,
  name           text not null,
  domain         text,
  subdomain      text not null,
  admin_email    text not null,
  phone          text,
  address        text,
  status         text not null check (status in ('trial', 'active', 'expired', 'suspended', 'cancelled')),
  trial_ends_at  timestamptz,
  plan_code      text not null references plan (code),
  tagline        text,
  primary_color  text check (primary_color ~ '^#[0-9a-f]{6}$'),
  logo_url       text,
  created_at     timestamptz not null default now(),
  constraint company_domain_taken unique (domain),
  constraint company_subdomain_taken unique (subdomain)
);
select platform_table('company');
-- The app sees its own company only: nothing but the platform ever lists companies.
alter table company enable row level security;
alter table company force row level security;
create policy company on company to muster_app using (id = current_company());
create policy platform on company to muster_system using (true) with check (true);

-- Accounts of the platform itself; the app has no right to them at all.
create table operator (
  id             uuid primary key,
  email          text not null,
  name           text not null,
  password_hash  text not null,
  created_at     timestamptz not null default now(),
  constraint operator_email_taken unique (email)
);
select platform_table('operator', '');

-- One row per company, written with whatever must be seen by every server in the next request.
create table company_state (
  company_id            uuid not null default current_company() primary key,
  access_version        bigint not null default 1,
  next_employee_number  int not null default 1
);
select company_table('company_state');

-- What a business act leaves behind. No update, no delete: not even by our own code.
create table domain_event (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  at             timestamptz not null,
  kind           text not null,
  actor_user_id  uuid,
  actor_name     text not null,
  subject_type   text,
  subject_id     uuid,
  request_id     text,
  address        text,
  before         jsonb,
  after          jsonb,
  data           jsonb not null default '{}',
  -- Orders sealing by commit: everything below the oldest running transaction is final.
  transaction_id xid8 not null default pg_current_xact_id(),
  primary key (company_id, id)
);
select company_table('domain_event', 'select, insert');
create index domain_event_subject on domain_event (company_id, subject_type, subject_id, id);
create index domain_event_transaction on domain_event (company_id, transaction_id, id);

-- A subscriber that ran for an event does not run again.
create table event_delivery (
  company_id    uuid not null default current_company(),
  event_id      uuid not null,
  subscriber    text not null,
  delivered_at  timestamptz not null default now(),
  primary key (company_id, event_id, subscriber),
  foreign key (company_id, event_id) references domain_event (company_id, id)
);
select company_table('event_delivery', 'select, insert');

create table idempotency_key (
  company_id     uuid not null default current_company(),
  user_id        uuid not null,
  key            text not null,
  request_hash   text not null,
  started_at     timestamptz not null,
  status         int,
  body           text,
  location       text,
  primary key (company_id, user_id, key)
);
select company_table('idempotency_key');
create index idempotency_key_age on idempotency_key (company_id, started_at);
