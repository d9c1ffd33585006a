-- Where somebody works on some days, other than at their branch (rules-attendance.md § Work location).
create table work_location_request (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  first_day    date not null,
  last_day     date not null,
  place        text not null check (place in ('home', 'office', 'other')),
  address      text,
  note         text,
  state        text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'cancelled')),
  comment      text,
  -- Who asked in the name of the person; null for themselves.
  entered_by   uuid,
  decided_by   uuid,
  decided_at   timestamptz,
  created_at   timestamptz not null,
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, entered_by) references user_account (company_id, id),
  foreign key (company_id, decided_by) references user_account (company_id, id),
  constraint work_location_days check (last_day >= first_day),
  constraint work_location_address check ((place = 'other') = (address is not null)),
  constraint work_location_overlap exclude using gist
    (company_id with =, employee_id with =, daterange(first_day, last_day, '[]') with &&) where (state in ('pending', 'approved'))
);
select company_table('work_location_request');
create index work_location_newest on work_location_request (company_id, employee_id, id desc);
