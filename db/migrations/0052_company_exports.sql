-- Everything a company has, asked for as one archive. Its bytes are company_export_part; the row stays when they are gone.
create table company_export (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  state        text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'removed')),
  asked_by     uuid not null,
  asked_at     timestamptz not null,
  ended_at     timestamptz,
  -- Until when a finished archive is kept.
  expires_at   timestamptz,
  tries        int not null default 0,
  table_count  int not null default 0,
  tables_done  int not null default 0,
  row_count    bigint not null default 0,
  file_count   int not null default 0,
  byte_count   bigint not null default 0,
  sha256       text,
  primary key (company_id, id),
  foreign key (company_id, asked_by) references user_account (company_id, id)
);
select company_table('company_export');
create unique index company_export_running on company_export (company_id) where state in ('waiting', 'running');

-- A megabyte each, in order.
create table company_export_part (
  company_id  uuid not null default current_company(),
  export_id   uuid not null,
  part        int not null,
  content     bytea not null,
  primary key (company_id, export_id, part),
  foreign key (company_id, export_id) references company_export (company_id, id)
);
select company_table('company_export_part');
-- An archive is packed already.
alter table company_export_part alter column content set storage external;
