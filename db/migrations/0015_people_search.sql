-- What people are found by. Row security keeps GIN indexes from being used, so words and their parts are rows of their own, asked
-- for by equality and range in the order of their bytes. Written by `indexPerson` in the transaction that changes a person.
create table person_word (
  company_id   uuid not null default current_company(),
  word         text collate "C" not null,
  employee_id  uuid not null,
  -- Known only to those who may read the person's personal data.
  is_personal  boolean not null,
  -- Of who left or is archived, whom a question leaves out unless it asks for them.
  is_past      boolean not null,
  primary key (company_id, word, employee_id) include (is_personal, is_past),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('person_word');
create index person_word_employee on person_word (company_id, employee_id, word);

-- The parts of every word that somebody of the company is found by, once per word.
create table person_gram (
  company_id  uuid not null default current_company(),
  gram        text collate "C" not null,
  word        text collate "C" not null,
  primary key (company_id, gram, word)
);
select company_table('person_gram');

-- The version of the rules by which the company's people were indexed last; 0 is not at all.
alter table company_state add column people_index int not null default 0;
