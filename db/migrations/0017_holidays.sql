-- Holidays lie in calendars: the company's own, and others that hold for a branch or a person from a day to a day. Of those
-- that hold for somebody the narrowest that names a date decides it (rules-attendance.md § Holidays).
create table holiday_calendar (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  name        text not null,
  is_company  boolean not null default false,
  -- Where it holds the wider calendars do not count: a branch in another country.
  replaces    boolean not null default false,
  -- Where its public holidays come from, in the words of the library that knows them.
  country     text check (country ~ '^[A-Z]{2}$'),
  region      text,
  -- The public holidays of the years to come are added by themselves.
  follows     boolean not null default false,
  version     int not null default 1,
  primary key (company_id, id),
  constraint holiday_calendar_name_taken unique (company_id, name),
  constraint holiday_calendar_follows check (not follows or country is not null)
);
select company_table('holiday_calendar');
create unique index holiday_calendar_company on holiday_calendar (company_id) where is_company;

create table holiday_calendar_assignment (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  calendar_id  uuid not null,
  branch_id    uuid,
  employee_id  uuid,
  first_day    date not null,
  last_day     date,
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, calendar_id) references holiday_calendar (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint holiday_calendar_assignment_one check (num_nonnulls(branch_id, employee_id) = 1),
  constraint holiday_calendar_assignment_days check (last_day >= first_day),
  constraint holiday_calendar_assignment_overlap exclude using gist
    (company_id with =, (coalesce(branch_id, employee_id)) with =, daterange(first_day, last_day, '[]') with &&)
);
select company_table('holiday_calendar_assignment');
create index holiday_calendar_assignment_calendar on holiday_calendar_assignment (company_id, calendar_id);

alter table holiday add column calendar_id uuid;

-- What companies have is kept: their own dates in a calendar of the company, a branch's in one of the branch. The owner sees
-- rows for the moment only, for row security is forced on it too.
alter table company no force row level security;
alter table branch no force row level security;
alter table holiday no force row level security;
alter table holiday_calendar no force row level security;
alter table holiday_calendar_assignment no force row level security;
insert into holiday_calendar (company_id, id, name, is_company) select id, gen_random_uuid(), 'Company', true from company;
insert into holiday_calendar (company_id, id, name)
  select h.company_id, gen_random_uuid(), b.code from (select distinct company_id, branch_id from holiday) h
    join branch b on b.company_id = h.company_id and b.id = h.branch_id;
insert into holiday_calendar_assignment (company_id, id, calendar_id, branch_id, first_day)
  select c.company_id, gen_random_uuid(), c.id, b.id, '1970-01-01' from holiday_calendar c
    join branch b on b.company_id = c.company_id and b.code = c.name where not c.is_company;
update holiday h set calendar_id = c.id from holiday_calendar c
  where c.company_id = h.company_id and c.is_company and h.branch_id is null;
update holiday h set calendar_id = a.calendar_id from holiday_calendar_assignment a
  where a.company_id = h.company_id and a.branch_id = h.branch_id;
alter table company force row level security;
alter table branch force row level security;
alter table holiday force row level security;
alter table holiday_calendar force row level security;
alter table holiday_calendar_assignment force row level security;

-- A date or a range, or a rule that names a date of every year (`yearly`, see holiday.rules.ts). `none` is an ordinary day
-- where a wider calendar has a holiday.
alter table holiday rename column day to first_day;
alter table holiday
  drop constraint holiday_once,
  drop constraint holiday_portion_check,
  drop column branch_id,
  alter column calendar_id set not null,
  alter column first_day drop not null,
  add column last_day   date,
  add column yearly     jsonb,
  add column from_year  int check (from_year between 1900 and 2200),
  add column to_year    int check (to_year between 1900 and 2200),
  add column is_public  boolean not null default false,
  add column version    int not null default 1;
alter table holiday no force row level security;
update holiday set last_day = first_day;
alter table holiday force row level security;
alter table holiday
  add foreign key (company_id, calendar_id) references holiday_calendar (company_id, id),
  add constraint holiday_portion check (portion in ('full', 'first', 'second', 'none')),
  add constraint holiday_dates check (last_day >= first_day and last_day - first_day < 366),
  add constraint holiday_years check (to_year >= from_year),
  add constraint holiday_kind check (num_nonnulls(first_day, last_day) = case when yearly is null then 2 else 0 end),
  add constraint holiday_taken unique nulls not distinct (company_id, calendar_id, first_day, name, from_year);
create index holiday_days on holiday (company_id, last_day, first_day);

-- A change of what days are computed from, working its way through the stored days of a company in the background.
create table attendance_recompute (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  reason      text not null,
  -- The dates it touches, `[{from, to}]`; `to` null is open-ended.
  spans       jsonb not null,
  -- Whom it touches: everybody, those of a branch, or one person.
  branch_id    uuid,
  employee_id  uuid,
  state       text not null default 'waiting' check (state in ('waiting', 'running', 'done')),
  total_days  int not null default 0,
  done_days   int not null default 0,
  -- How far it has come: the first date of the stretch it is in, and the last person whose days of that stretch are done.
  reached_day date,
  reached_id  uuid,
  created_at  timestamptz not null,
  ended_at    timestamptz,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('attendance_recompute');
