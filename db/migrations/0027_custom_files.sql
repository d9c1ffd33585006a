-- Custom fields that hold a file: its name is the value, what it holds is beside it (decision 11).
alter table custom_field
  drop constraint custom_field_kind_check,
  add constraint custom_field_kind check (kind in ('text', 'number', 'date', 'choice', 'person', 'file'));

create table custom_file (
  company_id   uuid not null default current_company(),
  field_id     uuid not null,
  object_id    uuid not null,
  content      bytea not null,
  media_type   text not null,
  size         int not null check (size between 1 and 5242880),
  hash         text not null,
  uploaded_at  timestamptz not null,
  primary key (company_id, field_id, object_id),
  foreign key (company_id, field_id, object_id) references custom_value (company_id, field_id, object_id)
);
select company_table('custom_file');
