-- Days that somebody looked at and found right as they are, with the figures they saw: other figures are looked at again.
create table attendance_exception_accepted (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  work_date    date not null,
  figures      text not null,
  comment      text,
  accepted_by  uuid not null,
  accepted_at  timestamptz not null,
  primary key (company_id, employee_id, work_date),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, accepted_by) references user_account (company_id, id)
);
select company_table('attendance_exception_accepted');

-- The few days of many that somebody has to look at; exception.queries.ts asks with the same words.
create index attendance_day_exception on attendance_day (company_id, work_date, employee_id)
  where status in ('absent', 'open') or flags && array['automatic-end', 'outside-fence', 'position-inaccurate', 'position-missing']
    or overtime_state = 'to-approve';
