-- One file that was sent to be imported, and what became of it. The file itself is kept until it was worked through.
create table import_run (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  kind          text not null,
  file_name     text,
  is_dry_run    boolean not null,
  mapping       jsonb not null default '{}',
  content       bytea,
  content_hash  text not null,
  state         text not null default 'waiting' check (state in ('waiting', 'running', 'checked', 'refused', 'done')),
  user_id       uuid not null,
  row_count     int not null default 0,
  done_count    int not null default 0,
  created       int not null default 0,
  updated       int not null default 0,
  unchanged     int not null default 0,
  fault_count   int not null default 0,
  -- The first of them: row, column, value, reason.
  faults        jsonb not null default '[]',
  -- Headings of the file that no column was found for.
  ignored       jsonb not null default '[]',
  created_at    timestamptz not null,
  started_at    timestamptz,
  ended_at      timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references user_account (company_id, id)
);
select company_table('import_run');
create index import_run_user on import_run (company_id, user_id, id);
