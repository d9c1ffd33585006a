-- An archived shift stays where it stands and is given to nobody new.
alter table shift add column is_active boolean not null default true;
