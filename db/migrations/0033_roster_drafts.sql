-- What somebody plans for one person on one date. It counts for nothing until it is published: nothing but the planner reads it.
create table shift_draft (
  company_id   uuid not null default current_company(),
  -- Another one with every change, so that who changes it says which they saw.
  id           uuid not null,
  employee_id  uuid not null,
  day          date not null,
  plan         text not null check (plan in ('shift', 'off', 'clear')),
  shift_id     uuid,
  planned_by   uuid,
  planned_at   timestamptz not null,
  primary key (company_id, employee_id, day),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, shift_id) references shift (company_id, id),
  foreign key (company_id, planned_by) references user_account (company_id, id),
  constraint shift_draft_plan check ((plan = 'shift') = (shift_id is not null))
);
select company_table('shift_draft');
create index shift_draft_day on shift_draft (company_id, day);
create index shift_draft_shift on shift_draft (company_id, shift_id) where shift_id is not null;

-- Some people of a company, where a change touches neither one nor all of a branch.
alter table attendance_recompute add column employee_ids uuid[];
