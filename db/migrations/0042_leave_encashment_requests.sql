-- Leave that somebody asks to be paid out; what is asked for is held in the ledger while it waits (rules-leave.md § Granting).
create table leave_encashment_request (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  quantity     numeric(12, 4) not null check (quantity > 0),
  note         text,
  state        text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'withdrawn')),
  comment      text,
  decided_by   uuid,
  decided_at   timestamptz,
  created_at   timestamptz not null,
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, decided_by) references user_account (company_id, id)
);
select company_table('leave_encashment_request', 'select, insert, update');
create index leave_encashment_request_newest on leave_encashment_request (company_id, employee_id, id desc);

alter table leave_ledger add column encashment_request_id uuid;
alter table leave_ledger add foreign key (company_id, encashment_request_id) references leave_encashment_request (company_id, id);
create index leave_ledger_encashment_request on leave_ledger (company_id, encashment_request_id) where encashment_request_id is not null;

-- What was asked for is paid at a rate that is set afterwards, once, in a row of its own: a line is never changed.
alter table leave_encashment alter column unit_rate drop not null, alter column amount drop not null;
alter table leave_encashment add column request_id uuid;
alter table leave_encashment add constraint leave_encashment_priced check ((unit_rate is null) = (amount is null));
alter table leave_encashment add foreign key (company_id, request_id) references leave_encashment_request (company_id, id);

create table leave_encashment_rate (
  company_id     uuid not null default current_company(),
  encashment_id  uuid not null,
  unit_rate      numeric(14, 4) not null check (unit_rate >= 0),
  amount         numeric(16, 2) not null check (amount >= 0),
  created_at     timestamptz not null,
  primary key (company_id, encashment_id),
  foreign key (company_id, encashment_id) references leave_encashment (company_id, id)
);
select company_table('leave_encashment_rate', 'select, insert');
