-- Days on which a branch, a department or the whole company allows no leave.
create table leave_blackout (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  name           text not null,
  first_day      date not null,
  last_day       date not null,
  branch_id      uuid,
  department_id  uuid,
  created_at     timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  constraint leave_blackout_days check (last_day >= first_day)
);
select company_table('leave_blackout');
create index leave_blackout_last_day on leave_blackout (company_id, last_day);

-- Who may take leave all the same.
create table leave_blackout_exemption (
  company_id   uuid not null default current_company(),
  blackout_id  uuid not null,
  employee_id  uuid not null,
  primary key (company_id, blackout_id, employee_id),
  foreign key (company_id, blackout_id) references leave_blackout (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('leave_blackout_exemption');

-- Who acts for somebody has seen the document that this leave needs.
alter table leave_request add column document_seen boolean not null default false;

-- Who asked for it in the name of somebody else.
alter table leave_request add column entered_by uuid, add foreign key (company_id, entered_by) references user_account (company_id, id);

-- The dates of a request that is changed are others; what they cost stays in the ledger.
grant delete on leave_request_day to muster_app;
