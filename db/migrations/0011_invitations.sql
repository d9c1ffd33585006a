alter table user_account
  add column username     text check (username = lower(username)),
  -- The account's id in another system that accounts come from.
  add column external_id  text,
  add column archived_at  timestamptz,
  add constraint user_username_taken unique (company_id, username),
  add constraint user_external_id_taken unique (company_id, external_id);

create table invitation (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  email        text not null check (email = lower(email)),
  first_name   text,
  last_name    text,
  role_id      uuid not null,
  employee_id  uuid,
  token_hash   bytea not null,
  invited_by   uuid,
  sent_at      timestamptz not null,
  send_count   int not null default 1,
  expires_at   timestamptz not null,
  accepted_at  timestamptz,
  user_id      uuid,
  revoked_at   timestamptz,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, role_id) references role (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, invited_by) references user_account (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint invitation_token_taken unique (company_id, token_hash)
);
select company_table('invitation');
-- One open invitation per address.
create unique index invitation_open on invitation (company_id, email) where accepted_at is null and revoked_at is null;
create index invitation_list on invitation (company_id, created_at desc, id);
