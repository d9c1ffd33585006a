-- Which heading of the file was taken for which column, so that whoever sent it can put it right.
alter table import_run add column found jsonb not null default '[]';
