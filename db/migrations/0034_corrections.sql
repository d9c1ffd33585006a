-- Asking for another day (rules-attendance.md § Corrections).
create table attendance_correction (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  work_date    date not null,
  -- The entries that the day is to have, all of them.
  wanted       jsonb not null,
  reason       text not null,
  -- How many more minutes are worked by it than before; what conditions look at.
  added_minutes int not null,
  state        text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'withdrawn')),
  comment      text,
  -- Who asked in the name of the person; null for themselves.
  entered_by   uuid,
  decided_by   uuid,
  decided_at   timestamptz,
  -- The day before and after, as it was when the correction was applied.
  sides        jsonb,
  created_at   timestamptz not null,
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, entered_by) references user_account (company_id, id),
  foreign key (company_id, decided_by) references user_account (company_id, id)
);
select company_table('attendance_correction');
create unique index attendance_correction_open on attendance_correction (company_id, employee_id, work_date) where state = 'pending';
create index attendance_correction_newest on attendance_correction (company_id, employee_id, id desc);
create index attendance_correction_approved on attendance_correction (company_id, employee_id, work_date) where state = 'approved';

-- A correction may bring back a punch that an earlier one replaced, so each of them has its own.
alter table attendance_entry
  add column correction_id uuid,
  add foreign key (company_id, correction_id) references attendance_correction (company_id, id),
  drop constraint attendance_entry_once,
  add constraint attendance_entry_once unique nulls not distinct (company_id, employee_id, at, kind, correction_id);

-- Entries that a correction replaced: they stay, and count no more.
create table attendance_entry_superseded (
  company_id     uuid not null default current_company(),
  entry_id       uuid not null,
  correction_id  uuid not null,
  primary key (company_id, entry_id),
  foreign key (company_id, entry_id) references attendance_entry (company_id, id),
  foreign key (company_id, correction_id) references attendance_correction (company_id, id)
);
select company_table('attendance_entry_superseded', 'select, insert');
