-- Fields that a company adds to an object of a kind, and what stands in them.
create table custom_field (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  object_kind  text not null check (object_kind in ('employee')),
  key          text not null check (key ~ '^[a-z][a-z0-9-]{0,39}$'),
  label        text not null,
  kind         text not null check (kind in ('text', 'number', 'date', 'choice', 'person')),
  field_group  text not null default 'public' check (field_group in ('public', 'team', 'personal', 'pay')),
  is_required  boolean not null default false,
  -- What the kind allows: choices, smallest and largest, length, decimals.
  rules        jsonb not null default '{}',
  rank         int not null default 100,
  archived_at  timestamptz,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  constraint custom_field_key_taken unique (company_id, object_kind, key)
);
select company_table('custom_field');

-- One value in the column of its field's kind; a field without a value has no row.
create table custom_value (
  company_id    uuid not null default current_company(),
  field_id      uuid not null,
  object_id     uuid not null,
  text_value    text,
  number_value  numeric(20, 6),
  day_value     date,
  person_id     uuid,
  primary key (company_id, field_id, object_id),
  foreign key (company_id, field_id) references custom_field (company_id, id),
  foreign key (company_id, person_id) references employee (company_id, id),
  constraint custom_value_one check (num_nonnulls(text_value, number_value, day_value, person_id) = 1)
);
select company_table('custom_value');
create index custom_value_object on custom_value (company_id, object_id);
create index custom_value_text on custom_value (company_id, field_id, left(text_value, 200)) where text_value is not null;
create index custom_value_number on custom_value (company_id, field_id, number_value) where number_value is not null;
create index custom_value_day on custom_value (company_id, field_id, day_value) where day_value is not null;
create index custom_value_person on custom_value (company_id, person_id) where person_id is not null;
