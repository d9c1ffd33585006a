-- Everything a kind of leave can be told (rules-leave.md); `yearly_amount` is what whoever has no policy for it gets.
alter table leave_type
  add column listed_days_only          boolean not null default false,
  add column document_above_days       int,
  add column rounding_step             numeric(12, 4) not null default 0.5,
  add column rounding_mode             text not null default 'half-up',
  add column max_balance               numeric(12, 4),
  add column carry_over                text not null default 'none',
  add column carry_limit               numeric(12, 4),
  add column carry_expires_after_days  int,
  add column carry_expires_on          text,
  add column encashable                boolean not null default false,
  add column non_encashable            numeric(12, 4) not null default 0,
  add column max_encashable            numeric(12, 4),
  add column lapse_after_days          int,
  add column is_active                 boolean not null default true,
  add constraint leave_type_document check (document_above_days >= 0),
  add constraint leave_type_step check (rounding_step in (0, 0.25, 0.5, 1)),
  add constraint leave_type_rounding check (rounding_mode in ('half-up', 'up', 'down')),
  add constraint leave_type_max_balance check (max_balance > 0),
  add constraint leave_type_carry check (carry_over in ('none', 'limited', 'all') and (carry_over = 'limited') = (carry_limit is not null)),
  add constraint leave_type_carry_limit check (carry_limit > 0),
  add constraint leave_type_carry_expiry check (
    carry_expires_after_days > 0 and carry_expires_on is null or carry_expires_after_days is null
      and (carry_expires_on is null or carry_expires_on ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$')),
  add constraint leave_type_encashment check (non_encashable >= 0 and max_encashable > 0),
  add constraint leave_type_lapse check (lapse_after_days > 0);

-- The days on which a kind of leave with `listed_days_only` may be taken (optional holidays).
create table leave_listed_day (
  company_id  uuid not null default current_company(),
  type_id     uuid not null,
  day         date not null,
  name        text not null,
  primary key (company_id, type_id, day),
  foreign key (company_id, type_id) references leave_type (company_id, id)
);
select company_table('leave_listed_day');

create table leave_policy (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  name        text not null,
  leave_year  text not null default 'company' check (leave_year in ('company', 'calendar', 'fiscal', 'joining')),
  is_active   boolean not null default true,
  created_at  timestamptz not null,
  version     int not null default 1,
  primary key (company_id, id),
  constraint leave_policy_name_taken unique (company_id, name)
);
select company_table('leave_policy');

-- What a policy gives of a kind of leave. `steps` are [{fromYears, yearlyAmount}], by years of service.
create table leave_entitlement (
  company_id      uuid not null default current_company(),
  policy_id       uuid not null,
  type_id         uuid not null,
  yearly_amount   numeric(12, 4) not null check (yearly_amount >= 0),
  crediting       text not null check (crediting in ('front', 'earned', 'hours')),
  period          text not null check (period in ('week', 'half-month', 'month', 'quarter', 'half-year', 'year')),
  credit_on       text not null check (credit_on in ('first', 'last')),
  waiting_days    int not null default 0 check (waiting_days >= 0),
  hours_per_unit  numeric(12, 4) check (hours_per_unit > 0),
  steps           jsonb not null default '[]',
  primary key (company_id, policy_id, type_id),
  foreign key (company_id, policy_id) references leave_policy (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  constraint leave_entitlement_hours check ((crediting = 'hours') = (hours_per_unit is not null))
);
select company_table('leave_entitlement');

-- Who has which policy for which kind of leave on which days: never two at once.
create table leave_assignment (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  policy_id    uuid not null,
  type_id      uuid not null,
  employee_id  uuid not null,
  first_day    date not null,
  last_day     date,
  created_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, policy_id, type_id) references leave_entitlement (company_id, policy_id, type_id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint leave_assignment_days check (last_day >= first_day),
  -- The condition is true of every row: see 0008.
  constraint leave_grant_overlap exclude using gist
    (company_id with =, employee_id with =, type_id with =, daterange(first_day, last_day, '[]') with &&) where (first_day > '-infinity')
);
select company_table('leave_assignment');
create index leave_assignment_employee on leave_assignment (company_id, employee_id, type_id, first_day);
create index leave_assignment_policy on leave_assignment (company_id, policy_id, employee_id);

-- Whoever comes to fit later has the policy from then on; null fits everybody.
create table leave_audience (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  policy_id      uuid not null,
  branch_id      uuid,
  department_id  uuid,
  position_id    uuid,
  contract_kind  text,
  first_day      date not null,
  last_day       date,
  created_at     timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, policy_id) references leave_policy (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  foreign key (company_id, position_id) references position (company_id, id),
  constraint leave_audience_days check (last_day >= first_day)
);
select company_table('leave_audience');
create index leave_audience_policy on leave_audience (company_id, policy_id);

-- Where a lot comes from: `grant` is the one of a leave year, of which there is one; `manual` was written by hand.
alter table leave_lot add column origin text not null default 'manual'
  constraint leave_lot_origin check (origin in ('grant', 'carry', 'compensatory', 'opening', 'manual'));
create unique index leave_lot_of_year on leave_lot (company_id, employee_id, type_id, valid_to) where origin = 'grant';

-- The credits of a leave year that fell due: what each brought the running total to, and what it added. A failed one is kept.
create table leave_credit (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  lot_id       uuid not null,
  year_last    date not null,
  due_on       date not null,
  revision     int not null default 0,
  total        numeric(12, 4) not null check (total >= 0),
  quantity     numeric(12, 4) not null,
  state        text not null check (state in ('credited', 'failed')),
  problem      text,
  attempts     int not null default 1,
  tried_at     timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, lot_id) references leave_lot (company_id, id),
  constraint leave_credit_once unique (company_id, employee_id, type_id, year_last, due_on, revision)
);
select company_table('leave_credit', 'select, insert, update');
create index leave_credit_failed on leave_credit (company_id, tried_at) where state = 'failed';

-- What a reversal takes back; without it: taken leave when it names a request, else an adjustment.
alter table leave_ledger add column reverses text;
