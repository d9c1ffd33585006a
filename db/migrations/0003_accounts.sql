create table user_account (
  company_id            uuid not null default current_company(),
  id                    uuid not null,
  email                 text not null check (email = lower(email)),
  first_name            text not null,
  last_name             text not null,
  password_hash         text,
  status                text not null default 'active' check (status in ('active', 'archived')),
  language              text check (language in ('en', 'id')),
  email_verified_at     timestamptz,
  must_change_password  boolean not null default false,
  last_signed_in_at     timestamptz,
  created_at            timestamptz not null default now(),
  version               int not null default 1,
  primary key (company_id, id),
  constraint user_email_taken unique (company_id, email)
);
select company_table('user_account');
-- Sign-in without naming the company asks the platform which companies know this email.
create index user_account_email on user_account (email, company_id);

create table role (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  code        text not null,
  name        text not null,
  is_system   boolean not null default false,
  version     int not null default 1,
  primary key (company_id, id),
  constraint role_code_taken unique (company_id, code)
);
select company_table('role');

-- One permission, granted with a reach to one holder; half-open in time (rules-access.md).
create table access_grant (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  role_id     uuid,
  user_id     uuid,
  permission  text not null,
  reach       text not null check (reach in ('own', 'team', 'department', 'branch', 'company')),
  valid_from  timestamptz,
  valid_to    timestamptz,
  created_at  timestamptz not null default now(),
  primary key (company_id, id),
  foreign key (company_id, role_id) references role (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint grant_one_holder check (num_nonnulls(role_id, user_id) = 1),
  constraint grant_times check (valid_from < valid_to)
);
select company_table('access_grant');
create unique index grant_role_once on access_grant (company_id, role_id, permission) where role_id is not null;
create index access_grant_user on access_grant (company_id, user_id, permission) where user_id is not null;

create table role_assignment (
  company_id  uuid not null default current_company(),
  user_id     uuid not null,
  role_id     uuid not null,
  valid_from  timestamptz,
  valid_to    timestamptz,
  primary key (company_id, user_id, role_id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  foreign key (company_id, role_id) references role (company_id, id),
  constraint role_assignment_times check (valid_from < valid_to)
);
select company_table('role_assignment');
create index role_assignment_role on role_assignment (company_id, role_id);

create table session (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  user_id       uuid not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz not null,
  user_agent    text,
  address       text,
  ended_at      timestamptz,
  ended_reason  text check (ended_reason in ('signed-out', 'token-reused', 'password-changed', 'user-archived', 'expired')),
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id)
);
select company_table('session');
create index session_open on session (company_id, user_id) where ended_at is null;

-- Every refresh token of a session: one works, the used ones tell a theft when they come again.
create table refresh_token (
  company_id  uuid not null default current_company(),
  token_hash  bytea not null,
  session_id  uuid not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  primary key (company_id, token_hash),
  foreign key (company_id, session_id) references session (company_id, id)
);
select company_table('refresh_token');
create index refresh_token_session on refresh_token (company_id, session_id);

-- Links sent by mail; only their hash is kept.
create table mail_token (
  company_id  uuid not null default current_company(),
  token_hash  bytea not null,
  user_id     uuid not null,
  purpose     text not null check (purpose in ('reset-password', 'verify-email')),
  email       text not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  primary key (company_id, token_hash),
  foreign key (company_id, user_id) references user_account (company_id, id)
);
select company_table('mail_token');
create index mail_token_user on mail_token (company_id, user_id);

-- Failed sign-ins by the email and company that were typed, whether or not there is such an account: the answer must not tell.
create table sign_in_failure (
  key       text primary key,
  failures  int not null,
  last_at   timestamptz not null
);
select platform_table('sign_in_failure', '');
