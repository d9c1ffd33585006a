-- Approvals: one engine for every kind of request (rules-approvals.md).
create table workflow (
  company_id      uuid not null default current_company(),
  id              uuid not null,
  kind            text not null,
  name            text not null,
  description     text,
  state           text not null default 'draft' check (state in ('draft', 'active', 'inactive', 'archived')),
  -- Made from the policy of its kind in simple mode; nobody edits it.
  is_simple       boolean not null default false,
  -- What the next version will be.
  steps           jsonb not null,
  fields          jsonb not null default '{}',
  active_version  int,
  cron            text,
  time_zone       text,
  catch_up        text not null default 'last' check (catch_up in ('none', 'last', 'all')),
  last_run_at     timestamptz,
  created_at      timestamptz not null,
  version         int not null default 1,
  primary key (company_id, id)
);
select company_table('workflow');
create index workflow_kind on workflow (company_id, kind, name);
create index workflow_scheduled on workflow (company_id, last_run_at) where cron is not null and state = 'active';

-- A version never changes: running instances stay on theirs.
create table workflow_version (
  company_id   uuid not null default current_company(),
  workflow_id  uuid not null,
  number       int not null check (number > 0),
  steps        jsonb not null,
  fields       jsonb not null,
  created_by   uuid,
  created_at   timestamptz not null,
  primary key (company_id, workflow_id, number),
  foreign key (company_id, workflow_id) references workflow (company_id, id)
);
select company_table('workflow_version', 'select, insert');

create table workflow_instance (
  company_id           uuid not null default current_company(),
  id                   uuid not null,
  kind                 text not null,
  request_id           uuid not null,
  workflow_id          uuid not null,
  workflow_version     int not null,
  title                text,
  subject_employee_id  uuid,
  requester_id         uuid,
  -- The request as its conditions and lists see it; read-only while it is decided.
  fields               jsonb not null,
  state                text not null check (state in ('pending', 'approved', 'rejected', 'cancelled', 'expired', 'stuck', 'failed-action')),
  waits_at             text,
  waits_because        text,
  entry_count          int not null default 0,
  is_scheduled         boolean not null default false,
  started_at           timestamptz not null,
  ended_at             timestamptz,
  primary key (company_id, id),
  foreign key (company_id, workflow_id, workflow_version) references workflow_version (company_id, workflow_id, number),
  foreign key (company_id, subject_employee_id) references employee (company_id, id),
  foreign key (company_id, requester_id) references user_account (company_id, id)
);
select company_table('workflow_instance');
-- A request is decided by one instance at a time.
create unique index approval_running on workflow_instance (company_id, kind, request_id) where ended_at is null;
create index workflow_instance_request on workflow_instance (company_id, request_id, started_at);
create index workflow_instance_workflow on workflow_instance (company_id, workflow_id) where ended_at is null;
create index workflow_instance_started on workflow_instance (company_id, started_at, id);

-- Every transition; replayed it gives the state. Decisions are the rows of kind 'decided'.
create table workflow_history (
  company_id   uuid not null default current_company(),
  instance_id  uuid not null,
  seq          int not null check (seq > 0),
  kind         text not null,
  at           timestamptz not null,
  user_id      uuid,
  user_name    text not null,
  for_user_id  uuid,
  step_key     text,
  task_id      uuid,
  seat_id      uuid,
  action_key   text,
  comment      text,
  data         jsonb not null,
  primary key (company_id, instance_id, seq),
  foreign key (company_id, instance_id) references workflow_instance (company_id, id)
);
select company_table('workflow_history', 'select, insert');
-- One vote to a seat, and one effect to an action, whatever else goes wrong.
create unique index approval_seat_decided on workflow_history (company_id, instance_id, seat_id) where kind = 'decided';
create unique index workflow_action_once on workflow_history (company_id, instance_id, action_key) where kind = 'action-done';

create table approval_task (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  instance_id  uuid not null,
  kind         text not null,
  step_key     text not null,
  step_name    text not null,
  round        int not null,
  seat_id      uuid not null,
  user_id      uuid not null,
  for_user_id  uuid,
  because      text not null check (because in ('chosen', 'fallback', 'substitute', 'escalated', 'handed-over', 'delegated')),
  state        text not null check (state in ('open', 'approved', 'rejected', 'skipped', 'escalated', 'delegated')),
  -- False until its turn in a sequential step.
  is_ready     boolean not null,
  created_at   timestamptz not null,
  due_at       timestamptz,
  remind_at    timestamptz,
  next_at      timestamptz generated always as (least(due_at, remind_at)) stored,
  closed_at    timestamptz,
  primary key (company_id, id),
  foreign key (company_id, instance_id) references workflow_instance (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  foreign key (company_id, for_user_id) references user_account (company_id, id)
);
select company_table('approval_task');
create index approval_task_inbox on approval_task (company_id, user_id, created_at, id) where closed_at is null;
create index approval_task_next on approval_task (company_id, next_at) where closed_at is null and next_at is not null;
create index approval_task_instance on approval_task (company_id, instance_id, user_id);
create index approval_task_closed on approval_task (company_id, closed_at) where closed_at is not null;

-- Who decides for whom while they are away; both days included, in the company's zone.
create table approval_substitute (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  user_id        uuid not null,
  substitute_id  uuid not null,
  first_day      date not null,
  last_day       date not null,
  created_by     uuid,
  created_at     timestamptz not null,
  ended_at       timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id),
  foreign key (company_id, substitute_id) references user_account (company_id, id),
  constraint approval_substitute_self check (substitute_id <> user_id),
  constraint approval_substitute_days check (last_day >= first_day),
  constraint approval_substitute_overlap exclude using gist
    (company_id with =, user_id with =, daterange(first_day, last_day, '[]') with &&) where (ended_at is null)
);
select company_table('approval_substitute');
create index approval_substitute_of on approval_substitute (company_id, substitute_id);

create table approval_policy (
  company_id          uuid not null default current_company(),
  kind                text not null,
  mode                text not null check (mode in ('simple', 'strict')),
  -- One step after the other, each decided by any one who holds one of its roles.
  role_steps          jsonb not null,
  simple_workflow_id  uuid not null,
  workflow_id         uuid,
  version             int not null default 1,
  primary key (company_id, kind),
  foreign key (company_id, simple_workflow_id) references workflow (company_id, id),
  foreign key (company_id, workflow_id) references workflow (company_id, id),
  constraint approval_policy_workflow check (mode = 'simple' or workflow_id is not null)
);
select company_table('approval_policy');

create table workflow_template (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  kind         text not null,
  name         text not null,
  description  text,
  steps        jsonb not null,
  fields       jsonb not null default '{}',
  created_at   timestamptz not null,
  version      int not null default 1,
  primary key (company_id, id)
);
select company_table('workflow_template');
create unique index workflow_template_name_taken on workflow_template (company_id, lower(name));
