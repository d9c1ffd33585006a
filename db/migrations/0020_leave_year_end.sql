-- One run over leave years that ended by `last_day`; its items say what became of each account. A run that was killed goes on.
create table leave_year_end (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  last_day       date not null,
  state          text not null check (state in ('running', 'done', 'undoing', 'undone')),
  started_by     uuid,
  created_at     timestamptz not null,
  progressed_at  timestamptz not null,
  ended_at       timestamptz,
  primary key (company_id, id),
  foreign key (company_id, started_by) references user_account (company_id, id)
);
select company_table('leave_year_end', 'select, insert, update');
create unique index leave_year_end_running on leave_year_end (company_id) where state in ('running', 'undoing');

create table leave_year_end_item (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  run_id       uuid not null,
  employee_id  uuid not null,
  type_id      uuid not null,
  year_last    date not null,
  carried      numeric(12, 4) not null check (carried >= 0),
  lost         numeric(12, 4) not null check (lost >= 0),
  lot_id       uuid,
  undone_at    timestamptz,
  primary key (company_id, id),
  foreign key (company_id, run_id) references leave_year_end (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, type_id) references leave_type (company_id, id),
  foreign key (company_id, lot_id) references leave_lot (company_id, id)
);
select company_table('leave_year_end_item', 'select, insert, update');
-- A leave year of an account is closed once, until that is undone.
create unique index leave_year_end_once on leave_year_end_item (company_id, employee_id, type_id, year_last) where undone_at is null;
create index leave_year_end_item_run on leave_year_end_item (company_id, run_id, employee_id);

create index leave_lot_end on leave_lot (company_id, valid_to, employee_id);
create index leave_ledger_lot on leave_ledger (company_id, lot_id) include (quantity) where lot_id is not null;
