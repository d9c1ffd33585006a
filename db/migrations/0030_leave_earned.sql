-- Leave that was paid out: a ledger entry, and a line that payroll pays.
create table leave_encashment (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  day          date not null,
  quantity     numeric(12, 4) not null check (quantity > 0),
  unit_rate    numeric(14, 4) not null check (unit_rate >= 0),
  amount       numeric(16, 2) not null check (amount >= 0),
  currency     text not null,
  note         text,
  created_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id)
);
select company_table('leave_encashment', 'select, insert');
create index leave_encashment_employee on leave_encashment (company_id, employee_id, day);

-- Leave earned by working on a day off: a lot of its own, one for each date.
create table leave_compensatory (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  employee_id   uuid not null,
  type_id       uuid not null,
  lot_id        uuid not null,
  day           date not null,
  minutes       int not null check (minutes > 0),
  quantity      numeric(12, 4) not null check (quantity > 0),
  created_at    timestamptz not null,
  cancelled_at  timestamptz,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, lot_id) references leave_lot (company_id, id)
);
select company_table('leave_compensatory', 'select, insert, update');
create unique index leave_compensatory_day on leave_compensatory (company_id, employee_id, day) where cancelled_at is null;
