-- Words that people choose from: skills, hobbies and whatever else a company lists.
create table catalog_item (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  kind         text not null check (kind ~ '^[a-z][a-z0-9-]{1,39}$'),
  name         text not null,
  description  text,
  is_active    boolean not null default true,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id)
);
select company_table('catalog_item');
create unique index catalog_item_name_taken on catalog_item (company_id, kind, lower(name));

create table employee_skill (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  item_id      uuid not null,
  -- From 1, beginner, to 5, expert.
  level        int check (level between 1 and 5),
  primary key (company_id, employee_id, item_id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, item_id) references catalog_item (company_id, id)
);
select company_table('employee_skill');
create index employee_skill_item on employee_skill (company_id, item_id, employee_id);

create table employee_hobby (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  item_id      uuid not null,
  primary key (company_id, employee_id, item_id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, item_id) references catalog_item (company_id, id)
);
select company_table('employee_hobby');
create index employee_hobby_item on employee_hobby (company_id, item_id, employee_id);

-- Re-encoded when they came, so that nothing of the original file is kept; one row per edge length in pixels.
create table employee_photo (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  size         int not null,
  content      bytea not null,
  hash         text not null,
  taken_at     timestamptz not null,
  primary key (company_id, employee_id, size),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('employee_photo');

create table emergency_contact (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  name         text not null,
  relation     text,
  phone        text not null,
  email        text,
  -- Who is called first has the lowest.
  rank         int not null default 1 check (rank between 1 and 20),
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('emergency_contact');
create index emergency_contact_employee on emergency_contact (company_id, employee_id, rank);

create table dependant (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  name         text not null,
  relation     text not null check (relation in ('child', 'spouse', 'partner', 'parent', 'other')),
  birth_date   date,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('dependant');
create index dependant_employee on dependant (company_id, employee_id);

create table education (
  company_id      uuid not null default current_company(),
  id              uuid not null,
  employee_id     uuid not null,
  institution     text not null,
  qualification   text not null,
  field_of_study  text,
  first_year      int check (first_year between 1900 and 2200),
  last_year       int check (last_year between 1900 and 2200),
  created_at      timestamptz not null default now(),
  version         int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint education_years check (last_year >= first_year)
);
select company_table('education');
create index education_employee on education (company_id, employee_id);

-- Work before or beside this company.
create table experience (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  employer     text not null,
  title        text not null,
  first_day    date not null,
  last_day     date,
  description  text,
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint experience_days check (last_day >= first_day)
);
select company_table('experience');
create index experience_employee on experience (company_id, employee_id);

create table identity_document (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  employee_id   uuid not null,
  kind          text not null check (kind in ('id-card', 'passport', 'work-permit', 'visa', 'driving-licence', 'residence-permit', 'other')),
  number        text not null,
  country       text check (country ~ '^[A-Z]{2}$'),
  issued_on     date,
  expires_on    date,
  note          text,
  -- The days before its end at which a reminder was sent last; null when none was.
  reminded_for  int,
  created_at    timestamptz not null default now(),
  version       int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  constraint identity_document_days check (expires_on >= issued_on)
);
select company_table('identity_document');
create index identity_document_employee on identity_document (company_id, employee_id);
create index identity_document_expiry on identity_document (company_id, expires_on) where expires_on is not null;
