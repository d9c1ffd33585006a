create table branch (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  code        text not null,
  name        text not null,
  kind        text not null default 'office',
  time_zone   text,
  version     int not null default 1,
  primary key (company_id, id),
  constraint branch_code_taken unique (company_id, code)
);
select company_table('branch');

create table department (
  company_id        uuid not null default current_company(),
  id                uuid not null,
  code              text not null,
  name              text not null,
  parent_id         uuid,
  branch_id         uuid,
  head_employee_id  uuid,
  version           int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, parent_id) references department (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  constraint department_code_taken unique (company_id, code),
  constraint department_own_parent check (parent_id <> id)
);
select company_table('department');
create index department_parent on department (company_id, parent_id);

-- Which times of which weekday are worked, over a rotation of one or more weeks.
create table working_pattern (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  name         text not null,
  weeks        int not null default 1 check (weeks between 1 and 52),
  anchor_day   date not null,
  times        jsonb not null,
  version      int not null default 1,
  primary key (company_id, id)
);
select company_table('working_pattern');

create table holiday (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  branch_id   uuid,
  day         date not null,
  name        text not null,
  portion     text not null default 'full' check (portion in ('full', 'first', 'second')),
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  constraint holiday_once unique nulls not distinct (company_id, day, branch_id)
);
select company_table('holiday');

create table employee (
  company_id       uuid not null default current_company(),
  id               uuid not null,
  user_id          uuid,
  employee_number  text not null,
  first_name       text not null,
  last_name        text not null,
  email            text,
  status           text not null default 'active' check (status in ('onboarding', 'active', 'suspended', 'notice', 'left', 'archived')),
  joined_on        date not null,
  left_on          date,
  phone            text,
  birth_date       date,
  personal_email   text,
  address          text,
  created_at       timestamptz not null default now(),
  version          int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint employee_number_taken unique (company_id, employee_number),
  constraint employee_user_taken unique (company_id, user_id),
  constraint employee_leaves_after_joining check (left_on >= joined_on)
);
select company_table('employee');
create index employee_name on employee (company_id, last_name, first_name, id);

alter table department add foreign key (company_id, head_employee_id) references employee (company_id, id);

-- Effective-dated: a change is a new row, and no two rows of a person share a day.
create table employment (
  company_id          uuid not null default current_company(),
  id                  uuid not null,
  employee_id         uuid not null,
  first_day           date not null,
  last_day            date,
  branch_id           uuid,
  department_id       uuid,
  manager_id          uuid,
  title               text,
  working_pattern_id  uuid,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  foreign key (company_id, manager_id) references employee (company_id, id),
  foreign key (company_id, working_pattern_id) references working_pattern (company_id, id),
  constraint employment_own_manager check (manager_id <> employee_id),
  constraint employment_days check (last_day >= first_day),
  constraint employment_overlap exclude using gist
    (company_id with =, employee_id with =, daterange(first_day, last_day, '[]') with &&)
);
select company_table('employment');
create index employment_employee on employment (company_id, employee_id, first_day);
create index employment_manager on employment (company_id, manager_id, first_day) include (last_day, employee_id) where manager_id is not null;
create index employment_department on employment (company_id, department_id, first_day) include (last_day, employee_id);
create index employment_branch on employment (company_id, branch_id, first_day) include (last_day, employee_id);
