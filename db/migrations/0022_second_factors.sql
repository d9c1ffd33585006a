-- What proves who somebody is beside a password, and when they last did.

-- Sessions that were open before this count as proven long ago.
alter table session add column proved_at timestamptz not null default '2000-01-01';
alter table session alter column proved_at set default now();

-- One authenticator app per person. The secret is sealed by the server; a code of a step up to last_step works no more.
create table totp_factor (
  company_id    uuid not null default current_company(),
  user_id       uuid not null,
  sealed        bytea not null,
  created_at    timestamptz not null,
  confirmed_at  timestamptz,
  last_step     bigint not null default 0,
  primary key (company_id, user_id),
  foreign key (company_id, user_id) references user_account (company_id, id)
);
select company_table('totp_factor');

create table recovery_code (
  company_id  uuid not null default current_company(),
  user_id     uuid not null,
  code_hash   bytea not null,
  used_at     timestamptz,
  primary key (company_id, user_id, code_hash),
  foreign key (company_id, user_id) references user_account (company_id, id)
);
select company_table('recovery_code');

create table passkey (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  user_id        uuid not null,
  credential_id  text not null,
  public_key     bytea not null,
  counter        bigint not null,
  transports     text[] not null,
  name           text not null,
  is_synced      boolean not null,
  created_at     timestamptz not null,
  last_used_at   timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint passkey_known unique (company_id, credential_id)
);
select company_table('passkey');
create index passkey_user on passkey (company_id, user_id);

-- What was asked of somebody and must be answered in time, once: the second factor of a sign-in, a passkey to register or to prove with.
create table auth_challenge (
  company_id  uuid not null default current_company(),
  token_hash  bytea not null,
  user_id     uuid not null,
  session_id  uuid,
  purpose     text not null check (purpose in ('second-factor', 'register-passkey', 'step-up')),
  expires_at  timestamptz not null,
  primary key (company_id, token_hash),
  foreign key (company_id, user_id) references user_account (company_id, id),
  foreign key (company_id, session_id) references session (company_id, id)
);
select company_table('auth_challenge');
create index auth_challenge_user on auth_challenge (company_id, user_id);

-- The roles whose holders need a second factor.
create table second_factor_demand (
  company_id  uuid not null default current_company(),
  role_id     uuid not null,
  primary key (company_id, role_id),
  foreign key (company_id, role_id) references role (company_id, id)
);
select company_table('second_factor_demand');

-- Challenges for passkeys that say by themselves whose they are: no company is known yet.
create table passkey_challenge (
  challenge_hash  bytea primary key,
  expires_at      timestamptz not null
);
select platform_table('passkey_challenge', '');
create index passkey_challenge_age on passkey_challenge (expires_at);
