-- A key for another program. Only hashes are kept; while one secret takes over from another both work.
create table api_key (
  company_id       uuid not null default current_company(),
  id               uuid not null,
  user_id          uuid not null,
  name             text not null,
  hint             text not null,
  key_hash         bytea not null,
  previous_hash    bytea,
  previous_until   timestamptz,
  permissions      text[] not null,
  rate_per_minute  int not null check (rate_per_minute between 1 and 6000),
  created_at       timestamptz not null,
  expires_at       timestamptz not null,
  rotated_at       timestamptz,
  last_used_at     timestamptz,
  revoked_at       timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint api_key_times check (created_at < expires_at)
);
select company_table('api_key');
create index api_key_user on api_key (company_id, user_id);
