-- The seal: a Merkle root per batch of domain events, each chained to the root before (architecture.md § Sealing).
create table audit_batch (
  company_id     uuid not null default current_company(),
  batch          int not null check (batch > 0),
  entry_count    int not null check (entry_count > 0),
  merkle_root    bytea not null,
  previous_root  bytea not null,
  root           bytea not null,
  sealed_at      timestamptz not null,
  primary key (company_id, batch)
);
select company_table('audit_batch', 'select');

create table audit_leaf (
  company_id  uuid not null default current_company(),
  event_id    uuid not null,
  batch       int not null,
  position    int not null,
  hash        bytea not null,
  primary key (company_id, event_id),
  unique (company_id, batch, position),
  foreign key (company_id, batch) references audit_batch (company_id, batch)
);
select company_table('audit_leaf', 'select');
