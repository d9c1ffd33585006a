-- Operators sign in by themselves, with sessions, second factor and audit of their own; the app has no right to any of it.
alter table operator
  add column archived_at timestamptz,
  add column totp_sealed bytea,
  add column totp_begun_at timestamptz,
  add column totp_confirmed_at timestamptz,
  add column totp_last_step bigint not null default 0;

create table operator_session (
  id            uuid primary key,
  operator_id   uuid not null references operator (id),
  token_hash    bytea not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz not null,
  proved_at     timestamptz not null,
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  user_agent    text,
  address       text,
  constraint operator_session_token unique (token_hash)
);
select platform_table('operator_session', '');
create index operator_session_open on operator_session (operator_id) where ended_at is null;

create table operator_recovery_code (
  operator_id  uuid not null references operator (id),
  code_hash    bytea not null,
  used_at      timestamptz,
  primary key (operator_id, code_hash)
);
select platform_table('operator_recovery_code', '');

-- What operators did. Like the companies' own: nobody changes or removes a line.
create table operator_event (
  id             uuid primary key,
  at             timestamptz not null,
  operator_id    uuid,
  operator_name  text not null,
  kind           text not null,
  about_company  uuid,
  address        text,
  request_id     text,
  data           jsonb not null default '{}'
);
select platform_table('operator_event', '');
revoke update, delete on operator_event from muster_system;

-- An operator let into a company: opened by the platform only, seen and ended by the company as well.
create table support_access (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  operator_id    uuid not null,
  operator_name  text not null,
  reason         text not null,
  may_write      boolean not null default false,
  started_at     timestamptz not null,
  ends_at        timestamptz not null,
  ended_at       timestamptz,
  ended_by       text check (ended_by in ('operator', 'company')),
  primary key (company_id, id),
  constraint support_access_minutes check (ends_at > started_at and ends_at <= started_at + interval '240 minutes')
);
select company_table('support_access', 'select, update');
create index support_access_open on support_access (company_id, ends_at) where ended_at is null;
