-- Who may do what: effects and holders of grants, inheritance, positions, single records, delegations, module access, templates.

alter table role
  add column description  text,
  add column template_id  uuid,
  add column created_at   timestamptz not null default now();

-- A role has everything that its parents have.
create table role_parent (
  company_id  uuid not null default current_company(),
  role_id     uuid not null,
  parent_id   uuid not null,
  primary key (company_id, role_id, parent_id),
  foreign key (company_id, role_id) references role (company_id, id),
  foreign key (company_id, parent_id) references role (company_id, id),
  constraint role_own_parent check (role_id <> parent_id)
);
select company_table('role_parent');
create index role_parent_parent on role_parent (company_id, parent_id);

alter table role_assignment
  add column assigned_by  uuid,
  add column assigned_at  timestamptz not null default now(),
  add foreign key (company_id, assigned_by) references user_account (company_id, id);

-- A named set of grants: for a new role, or for roles and people that are there.
create table permission_template (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  kind         text not null check (kind in ('role', 'grants')),
  code         text not null,
  name         text not null,
  description  text,
  items        jsonb not null,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  constraint permission_template_code_taken unique (company_id, code)
);
select company_table('permission_template');
alter table role add foreign key (company_id, template_id) references permission_template (company_id, id);

alter table access_grant
  add column effect         text not null default 'allow' constraint grant_effect check (effect in ('allow', 'deny')),
  add column position_id    uuid,
  -- One record instead of whatever is inside the reach.
  add column resource_type  text,
  add column resource_id    uuid,
  add column template_id    uuid,
  add column created_by     uuid,
  add column reason         text,
  drop constraint grant_one_holder,
  add constraint grant_one_holder check (num_nonnulls(role_id, user_id, position_id) = 1),
  add constraint grant_resource check (num_nonnulls(resource_type, resource_id) in (0, 2)),
  add foreign key (company_id, position_id) references position (company_id, id),
  add foreign key (company_id, template_id) references permission_template (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
drop index grant_role_once;
create unique index grant_role_once on access_grant (company_id, role_id, permission, effect) where role_id is not null and resource_id is null;
create unique index grant_position_once on access_grant (company_id, position_id, permission, effect)
  where position_id is not null and resource_id is null;
create index access_grant_resource on access_grant (company_id, resource_type, resource_id) where resource_id is not null;
create index access_grant_permission on access_grant (company_id, permission);
create index access_grant_template on access_grant (company_id, template_id) where template_id is not null;

-- What one user lets another do in their place, for a time.
create table delegation (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  giver_id      uuid not null,
  receiver_id   uuid not null,
  -- A whole role; null for the permissions that are named.
  role_id       uuid,
  valid_from    timestamptz not null,
  valid_to      timestamptz not null,
  reason        text,
  created_at    timestamptz not null,
  ended_at      timestamptz,
  ended_by      uuid,
  ended_reason  text check (ended_reason in ('revoked', 'giver-archived', 'receiver-archived', 'role-deleted')),
  version       int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, giver_id) references user_account (company_id, id),
  foreign key (company_id, receiver_id) references user_account (company_id, id),
  foreign key (company_id, ended_by) references user_account (company_id, id),
  constraint delegation_to_oneself check (giver_id <> receiver_id),
  constraint delegation_times check (valid_from < valid_to),
  constraint delegation_end check ((ended_at is null) = (ended_reason is null))
);
select company_table('delegation');
create index delegation_receiver on delegation (company_id, receiver_id, valid_to);
create index delegation_giver on delegation (company_id, giver_id, valid_to);

create table delegation_permission (
  company_id     uuid not null default current_company(),
  delegation_id  uuid not null,
  permission     text not null,
  -- Null for as far as the giver reaches.
  reach          text check (reach in ('own', 'team', 'department', 'branch', 'company')),
  primary key (company_id, delegation_id, permission),
  foreign key (company_id, delegation_id) references delegation (company_id, id)
);
select company_table('delegation_permission', 'select, insert');

-- A whole module switched on or off for a user or a role; null says nothing.
create table module_access (
  company_id  uuid not null default current_company(),
  id          uuid not null,
  user_id     uuid,
  role_id     uuid,
  module      text not null,
  can_read    boolean,
  can_create  boolean,
  can_update  boolean,
  can_delete  boolean,
  changed_at  timestamptz not null,
  changed_by  uuid,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  foreign key (company_id, role_id) references role (company_id, id),
  foreign key (company_id, changed_by) references user_account (company_id, id),
  constraint module_access_one_holder check (num_nonnulls(role_id, user_id) = 1)
);
select company_table('module_access');
create unique index module_access_user on module_access (company_id, user_id, module) where user_id is not null;
create unique index module_access_role on module_access (company_id, role_id, module) where role_id is not null;

-- Permissions a company adds to ours, for what other programs ask about.
create table company_permission (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  -- Ours never begin with x-, so that a new version cannot give one of these another meaning.
  code          text not null constraint company_permission_code check (code ~ '^x-[a-z][a-z-]*\.[a-z][a-z-]*$'),
  title         text not null,
  description   text not null,
  reaches       text[] not null,
  is_sensitive  boolean not null default false,
  created_at    timestamptz not null default now(),
  version       int not null default 1,
  primary key (company_id, id),
  constraint company_permission_code_taken unique (company_id, code)
);
select company_table('company_permission');

create table permission_group (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  code         text not null,
  name         text not null,
  description  text,
  permissions  text[] not null,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  constraint permission_group_code_taken unique (company_id, code)
);
select company_table('permission_group');
