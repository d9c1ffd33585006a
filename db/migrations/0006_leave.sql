create table leave_type (
  company_id             uuid not null default current_company(),
  id                     uuid not null,
  code                   text not null,
  name                   text not null,
  unit                   text not null default 'days' check (unit in ('days', 'hours')),
  paid                   boolean not null default true,
  tracks_balance         boolean not null default true,
  non_working_days       text not null default 'skip' check (non_working_days in ('skip', 'count', 'sandwich')),
  allow_half_days        boolean not null default true,
  min_balance            numeric(12, 4) not null default 0 check (min_balance <= 0),
  min_notice_days        int not null default 0 check (min_notice_days >= 0),
  max_consecutive_days   int check (max_consecutive_days > 0),
  max_per_request        numeric(12, 4) check (max_per_request > 0),
  applicable_after_days  int not null default 0 check (applicable_after_days >= 0),
  yearly_amount          numeric(12, 4) check (yearly_amount >= 0),
  sort_order             int not null default 0,
  version                int not null default 1,
  primary key (company_id, id),
  constraint leave_type_code_taken unique (company_id, code)
);
select company_table('leave_type');

-- A grant with a validity; what is taken consumes the lot that expires first (rules-leave.md § Balance).
create table leave_lot (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  valid_from   date not null,
  valid_to     date not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  constraint leave_lot_days check (valid_to >= valid_from)
);
select company_table('leave_lot', 'select, insert');
create index leave_lot_employee on leave_lot (company_id, employee_id, type_id, valid_to);

create table leave_request (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  employee_id   uuid not null,
  type_id       uuid not null,
  first_day     date not null,
  last_day      date not null,
  starts_at     text not null default 'start' check (starts_at in ('start', 'noon')),
  ends_at       text not null default 'end' check (ends_at in ('noon', 'end')),
  from_time     time,
  to_time       time,
  quantity      numeric(12, 4) not null check (quantity > 0),
  state         text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'cancelled')),
  note          text,
  comment       text,
  decided_by    uuid,
  decided_at    timestamptz,
  created_at    timestamptz not null,
  version       int not null default 1,
  -- The stretch of time it covers: two different halves of a day do not overlap, touching is fine. A time that is not
  -- later than the one it began at is the next morning's.
  during        tsrange not null generated always as (tsrange(
                  first_day + coalesce(from_time, case starts_at when 'noon' then time '12:00' else time '00:00' end),
                  case when to_time > from_time then last_day + to_time
                       when to_time is not null then last_day + to_time + interval '1 day'
                       when ends_at = 'noon' then last_day + time '12:00'
                       else last_day + time '00:00' + interval '1 day' end, '[)')) stored,
  by_the_clock  int not null generated always as (case when from_time is null then 0 else 1 end) stored,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, decided_by) references user_account (company_id, id),
  constraint leave_dates_reversed check (last_day >= first_day),
  -- Days against days, times against times: where a half is cut depends on the day's schedule, which the rules know.
  constraint leave_overlap exclude using gist
    (company_id with =, employee_id with =, by_the_clock with =, during with &&) where (state in ('pending', 'approved'))
);
select company_table('leave_request');
create index leave_request_employee on leave_request (company_id, employee_id, first_day);
create index leave_request_state on leave_request (company_id, state, created_at);
create index leave_request_days on leave_request (company_id, last_day, first_day) where state in ('pending', 'approved');

-- Each date of a request with what it cost when it was asked.
create table leave_request_day (
  company_id    uuid not null default current_company(),
  request_id    uuid not null,
  day           date not null,
  portion       text not null check (portion in ('full', 'first', 'second', 'time')),
  minutes       int not null check (minutes >= 0),
  quantity      numeric(12, 4) not null check (quantity >= 0),
  reason        text not null,
  holiday_name  text,
  primary key (company_id, request_id, day),
  foreign key (company_id, request_id) references leave_request (company_id, id)
);
select company_table('leave_request_day', 'select, insert');

-- Append-only; its sum is the balance. Corrections are reversing entries.
create table leave_ledger (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  lot_id       uuid,
  request_id   uuid,
  kind         text not null check (kind in ('grant', 'accrual', 'carry-in', 'taken', 'hold', 'release', 'expiry',
                                             'adjustment', 'encashment', 'compensatory', 'reversal')),
  day          date not null,
  quantity     numeric(12, 4) not null,
  reason       text,
  created_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, lot_id) references leave_lot (company_id, id),
  foreign key (company_id, request_id) references leave_request (company_id, id)
);
select company_table('leave_ledger', 'select, insert');
create index leave_ledger_employee on leave_ledger (company_id, employee_id, type_id, day);
create index leave_ledger_request on leave_ledger (company_id, request_id) where request_id is not null;
