-- The clock of a person now: one row, so that a conditional update is the guard against two at once.
create table attendance_clock (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  state        text not null check (state in ('off', 'working', 'break')),
  since        timestamptz not null,
  started_at   timestamptz,
  work_date    date not null,
  time_zone    text not null,
  primary key (company_id, employee_id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint attendance_clock_started check ((state = 'off') = (started_at is null))
);
select company_table('attendance_clock');

-- Punches: append-only. The same punch sent twice is one (rules-attendance.md § Entries and days).
create table attendance_entry (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  kind         text not null check (kind in ('start', 'break', 'resume', 'end')),
  at           timestamptz not null,
  time_zone    text not null,
  local_time   timestamp not null,
  work_date    date not null,
  source       text not null check (source in ('web', 'mobile', 'kiosk', 'device', 'import', 'correction')),
  note         text,
  created_at   timestamptz not null default now(),
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint attendance_entry_once unique (company_id, employee_id, at, kind)
);
select company_table('attendance_entry', 'select, insert');
create index attendance_entry_day on attendance_entry (company_id, employee_id, work_date, at);

-- What the entries of one person and work date add up to; recomputed whenever its inputs change.
create table attendance_day (
  company_id          uuid not null default current_company(),
  employee_id         uuid not null,
  work_date           date not null,
  status              text not null check (status in
                        ('present', 'half-day', 'absent', 'on-leave', 'half-leave', 'holiday', 'day-off', 'open', 'undecided')),
  first_start_at      timestamptz,
  last_end_at         timestamptz,
  scheduled_minutes   int not null check (scheduled_minutes >= 0),
  worked_minutes      int not null check (worked_minutes >= 0),
  break_minutes       int not null check (break_minutes >= 0),
  late_minutes        int not null check (late_minutes >= 0),
  early_exit_minutes  int not null check (early_exit_minutes >= 0),
  overtime_minutes    int not null check (overtime_minutes >= 0),
  undertime_minutes   int not null check (undertime_minutes >= 0),
  primary key (company_id, employee_id, work_date),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('attendance_day');
create index attendance_day_date on attendance_day (company_id, work_date);
