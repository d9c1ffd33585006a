-- Another shift or a day off that somebody asks for, or a swap with a colleague, who agrees before it is decided.
create table shift_request (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  employee_id   uuid not null,
  kind          text not null check (kind in ('shift', 'off', 'swap')),
  colleague_id  uuid,
  note          text,
  state         text not null check (state in ('asked', 'pending', 'approved', 'rejected', 'declined', 'withdrawn')),
  comment       text,
  decided_by    uuid,
  decided_at    timestamptz,
  created_at    timestamptz not null,
  version       int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, colleague_id) references employee (company_id, id),
  foreign key (company_id, decided_by) references user_account (company_id, id),
  constraint shift_request_colleague check ((kind = 'swap') = (colleague_id is not null)),
  constraint shift_request_self check (colleague_id <> employee_id)
);
select company_table('shift_request');
create index shift_request_newest on shift_request (company_id, employee_id, id desc);
create index shift_request_colleague_newest on shift_request (company_id, colleague_id, id desc) where colleague_id is not null;

-- What each of them is to work on a date: a shift, or with none a day off; and what stood there when it was asked.
create table shift_request_day (
  company_id   uuid not null default current_company(),
  request_id   uuid not null,
  employee_id  uuid not null,
  day          date not null,
  shift_id     uuid,
  seen         jsonb not null,
  primary key (company_id, request_id, employee_id, day),
  foreign key (company_id, request_id) references shift_request (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, shift_id) references shift (company_id, id)
);
select company_table('shift_request_day');
create index shift_request_day_person on shift_request_day (company_id, employee_id, day);
create index shift_request_day_shift on shift_request_day (company_id, shift_id) where shift_id is not null;
