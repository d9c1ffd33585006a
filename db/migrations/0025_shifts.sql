-- A flexible pattern says how much is worked and not when.
alter table working_pattern
  add column is_flexible boolean not null default false,
  add constraint working_pattern_name_taken unique (company_id, name);

-- A shift with all that decides how its day is computed; minutes that are null are the company's (rules-attendance.md § Shifts and patterns).
create table shift (
  company_id             uuid not null default current_company(),
  id                     uuid not null,
  name                   text not null,
  color                  text check (color ~ '^#[0-9a-f]{6}$'),
  start_time             text not null check (start_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  end_time               text not null check (end_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  break_minutes          int not null default 0 check (break_minutes >= 0),
  window_before_minutes  int not null default 120 check (window_before_minutes between 0 and 720),
  window_after_minutes   int not null default 240 check (window_after_minutes between 0 and 720),
  late_grace_minutes     int check (late_grace_minutes between 0 and 240),
  early_grace_minutes    int check (early_grace_minutes between 0 and 240),
  half_day_below_minutes int check (half_day_below_minutes between 0 and 1440),
  absent_below_minutes   int check (absent_below_minutes between 0 and 1440),
  counting               text not null default 'pairs' check (counting in ('pairs', 'first-last')),
  count_early            boolean not null default true,
  count_late             boolean not null default true,
  on_days_off            text not null default 'work' check (on_days_off in ('work', 'off')),
  on_holidays            text not null default 'off' check (on_holidays in ('work', 'off')),
  version                int not null default 1,
  primary key (company_id, id),
  constraint shift_name_taken unique (company_id, name)
);
select company_table('shift');

-- A shift, or with none a day off, for one person, a department or a branch, on some weekdays or all of its dates.
create table shift_assignment (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  shift_id       uuid,
  employee_id    uuid,
  department_id  uuid,
  branch_id      uuid,
  first_day      date not null,
  last_day       date,
  weekdays       int[] check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(weekdays) > 0),
  version        int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, shift_id) references shift (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  constraint shift_assignment_one check (num_nonnulls(employee_id, department_id, branch_id) = 1),
  constraint shift_assignment_days check (last_day >= first_day)
);
select company_table('shift_assignment');
create index shift_assignment_employee on shift_assignment (company_id, employee_id, first_day);
create index shift_assignment_shift on shift_assignment (company_id, shift_id);

-- A rotation: its slots repeat day by day from the anchor; a slot without a shift is a day off.
create table roster (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  name        text not null,
  anchor_day  date not null,
  version     int not null default 1,
  primary key (company_id, id),
  constraint roster_name_taken unique (company_id, name)
);
select company_table('roster');

create table roster_slot (
  company_id  uuid not null default current_company(),
  roster_id   uuid not null,
  place       int not null check (place between 1 and 366),
  shift_id    uuid,
  primary key (company_id, roster_id, place),
  foreign key (company_id, roster_id) references roster (company_id, id),
  foreign key (company_id, shift_id) references shift (company_id, id)
);
select company_table('roster_slot');
create index roster_slot_shift on roster_slot (company_id, shift_id) where shift_id is not null;

-- Who turns in a roster, and how many days further along than its anchor.
create table roster_member (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  roster_id    uuid not null,
  employee_id  uuid not null,
  offset_days  int not null default 0 check (offset_days between 0 and 365),
  first_day    date not null,
  last_day     date,
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, roster_id) references roster (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint roster_member_days check (last_day >= first_day),
  constraint roster_member_overlap exclude using gist
    (company_id with =, employee_id with =, daterange(first_day, last_day, '[]') with &&)
);
select company_table('roster_member');
create index roster_member_roster on roster_member (company_id, roster_id);

create table break_type (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  name         text not null,
  max_minutes  int check (max_minutes between 1 and 480),
  paid         boolean not null,
  is_active    boolean not null default true,
  sort_order   int not null default 0,
  version      int not null default 1,
  primary key (company_id, id),
  constraint break_type_name_taken unique (company_id, name)
);
select company_table('break_type');

-- What every company starts with (rules-company.md); those that are there get it now.
alter table company no force row level security;
alter table break_type no force row level security;
insert into break_type (company_id, id, name, max_minutes, paid, sort_order)
  select c.id, gen_random_uuid(), b.name, b.max_minutes, b.paid, b.sort_order
  from company c, (values ('Lunch', 60, false, 1), ('Coffee', 15, true, 2)) as b (name, max_minutes, paid, sort_order);
alter table company force row level security;
alter table break_type force row level security;

-- The rules by which a company counts, from a day on: days before keep what was in force.
create table attendance_policy (
  company_id  uuid not null default current_company(),
  first_day   date not null,
  policy      jsonb not null,
  version     int not null,
  primary key (company_id, first_day)
);
select company_table('attendance_policy');

alter table attendance_entry
  add column break_type_id uuid,
  add foreign key (company_id, break_type_id) references break_type (company_id, id),
  add constraint attendance_entry_break check (break_type_id is null or kind = 'break'),
  drop constraint attendance_entry_source_check,
  add constraint attendance_entry_source check (source in ('web', 'mobile', 'kiosk', 'device', 'import', 'correction', 'automatic'));

alter table attendance_day
  add column paid_break_minutes       int not null default 0 check (paid_break_minutes >= 0),
  add column automatic_break_minutes  int not null default 0 check (automatic_break_minutes >= 0),
  add column overtime_shares          jsonb not null default '[]',
  add column shortfall_minutes        int not null default 0 check (shortfall_minutes >= 0),
  add column flags                    text[] not null default '{}',
  -- Computed after everything of the day had happened: it is no longer changed by time alone.
  add column settled                  boolean not null default false,
  -- Null without overtime; back to to-approve whenever what the overtime was computed from changes.
  add column overtime_state           text check (overtime_state in ('to-approve', 'approved', 'refused'));
create index attendance_day_overtime on attendance_day (company_id, work_date, employee_id) where overtime_state = 'to-approve';

-- What was decided about somebody's overtime, and about which figures.
create table overtime_decision (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  work_date    date not null,
  state        text not null check (state in ('approved', 'refused')),
  shares       jsonb not null,
  comment      text,
  decided_by   uuid not null,
  decided_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id, work_date) references attendance_day (company_id, employee_id, work_date),
  foreign key (company_id, decided_by) references user_account (company_id, id)
);
select company_table('overtime_decision', 'select, insert');
create index overtime_decision_day on overtime_decision (company_id, employee_id, work_date, id);
