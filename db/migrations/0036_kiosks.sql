-- A shared tablet at a branch. Its token opens the kiosk routes of that branch and nothing else.
create table kiosk (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  name          text not null,
  branch_id     uuid not null,
  token_hash    bytea not null,
  -- What the tablet seals PINs with, so that punches can wait on it without being read there.
  public_key    text not null,
  sealed_key    bytea not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id)
);
select company_table('kiosk');
create unique index kiosk_token on kiosk (company_id, token_hash);
create unique index kiosk_name_taken on kiosk (company_id, name) where revoked_at is null;

-- The PIN somebody chose for kiosks, and how often a wrong one was tried since the last right one.
create table kiosk_pin (
  company_id     uuid not null default current_company(),
  employee_id    uuid not null,
  pin_hash       text not null,
  failures       int not null default 0 check (failures >= 0),
  blocked_until  timestamptz,
  set_at         timestamptz not null,
  primary key (company_id, employee_id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('kiosk_pin');
