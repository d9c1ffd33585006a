-- Months of attendance that are closed for payroll: their days stay as they are stored. Opened again, a row stays and says so.
create table attendance_month (
  company_id  uuid not null default current_company(),
  month       date not null check (extract(day from month) = 1),
  state       text not null check (state in ('closing', 'closed', 'open')),
  changed_by  uuid,
  changed_at  timestamptz not null,
  version     int not null default 1,
  primary key (company_id, month),
  foreign key (company_id, changed_by) references user_account (company_id, id)
);
select company_table('attendance_month');
