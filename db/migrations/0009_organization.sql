-- Branches: what a place is, where it is, and which working pattern its people have unless theirs says otherwise.
alter table branch
  add column address             text,
  add column city                text,
  add column country             text check (country ~ '^[A-Z]{2}$'),
  add column phone               text,
  add column email               text,
  add column working_pattern_id  uuid,
  add column created_at          timestamptz not null default now(),
  -- Closed: still named by history, no longer to be chosen.
  add column archived_at         timestamptz,
  add constraint branch_kind check (kind in ('office', 'school', 'campus', 'shop', 'warehouse', 'factory', 'remote', 'other')),
  add foreign key (company_id, working_pattern_id) references working_pattern (company_id, id);

alter table department
  add column cost_center  text,
  add column description  text,
  add column created_at   timestamptz not null default now();
create index department_branch on department (company_id, branch_id) where branch_id is not null;

create table department_manager (
  company_id     uuid not null default current_company(),
  department_id  uuid not null,
  employee_id    uuid not null,
  primary key (company_id, department_id, employee_id),
  foreign key (company_id, department_id) references department (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('department_manager');
create index department_manager_employee on department_manager (company_id, employee_id);

create table position (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  code           text not null,
  title          text not null,
  department_id  uuid,
  branch_id      uuid,
  reports_to_id  uuid,
  -- 1 is the top.
  level          int check (level between 1 and 50),
  -- How many people may hold it at once; null for any number.
  headcount      int check (headcount >= 0),
  description    text,
  created_at     timestamptz not null default now(),
  version        int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, reports_to_id) references position (company_id, id),
  constraint position_code_taken unique (company_id, code),
  constraint position_own_superior check (reports_to_id <> id)
);
select company_table('position');
create index position_department on position (company_id, department_id);
create index position_reports_to on position (company_id, reports_to_id);

alter table employment
  add column position_id    uuid,
  add column contract_kind  text not null default 'permanent'
    check (contract_kind in ('permanent', 'fixed-term', 'part-time', 'internship', 'contractor', 'temporary')),
  add column weekly_hours   numeric(5,2) check (weekly_hours > 0 and weekly_hours <= 168),
  -- What payroll finds the salary by; belongs to the pay field group.
  add column salary_ref     text,
  add column reason         text not null default 'hire'
    check (reason in ('hire', 'rehire', 'promotion', 'transfer', 'manager', 'contract', 'correction', 'other')),
  add column note           text,
  add column created_at     timestamptz not null default now(),
  add column version        int not null default 1,
  add foreign key (company_id, position_id) references position (company_id, id);
create index employment_position on employment (company_id, position_id, first_day) include (last_day, employee_id) where position_id is not null;

-- Public: preferred name, work phone. Personal: gender to marital status. Pay: bank and tax.
alter table employee
  add column preferred_name    text,
  add column work_phone        text,
  add column gender            text check (gender in ('female', 'male', 'other', 'undisclosed')),
  add column nationality       text check (nationality ~ '^[A-Z]{2}$'),
  add column marital_status    text check (marital_status in ('single', 'married', 'partnered', 'divorced', 'widowed')),
  add column bank_name         text,
  add column bank_account      text,
  add column tax_number        text,
  add column notice_on         date,
  add column leaving_reason    text,
  add column archived_at       timestamptz,
  add column status_before     text,
  drop constraint employee_status_check,
  add constraint employee_status check (status in ('onboarding', 'active', 'on-leave', 'suspended', 'notice', 'left', 'archived'));
