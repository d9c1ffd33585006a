-- At most so many away on one day, of a branch, a department with all below it, or both; of everybody where neither is named. It warns, it refuses nothing.
create table leave_coverage (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  name           text not null,
  branch_id      uuid,
  department_id  uuid,
  max_away       int not null check (max_away >= 0),
  created_at     timestamptz not null,
  version        int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  foreign key (company_id, department_id) references department (company_id, id),
  constraint leave_coverage_name_taken unique (company_id, name)
);
select company_table('leave_coverage');

-- A secret link under which a calendar program reads who is away, with what its owner may see when it asks.
create table leave_feed (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  user_id       uuid not null,
  kind          text not null check (kind in ('own', 'team')),
  token_hash    bytea not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  constraint leave_feed_token unique (company_id, token_hash)
);
select company_table('leave_feed', 'select, insert, update');
create index leave_feed_user on leave_feed (company_id, user_id) where revoked_at is null;
