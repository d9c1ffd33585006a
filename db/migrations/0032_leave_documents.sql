-- What a person hands in with their leave, such as a doctor's certificate. Put here first, then named by the request that it belongs to.
create table leave_document (
  company_id   uuid not null default current_company(),
  id           uuid not null,
  employee_id  uuid not null,
  request_id   uuid,
  file_name    text not null,
  media_type   text not null,
  size         int not null check (size between 1 and 5242880),
  hash         text not null,
  content      bytea not null,
  uploaded_by  uuid not null,
  uploaded_at  timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id),
  foreign key (company_id, request_id) references leave_request (company_id, id),
  foreign key (company_id, uploaded_by) references user_account (company_id, id)
);
select company_table('leave_document');
create index leave_document_request on leave_document (company_id, request_id);
create index leave_document_waiting on leave_document (company_id, uploaded_at) where request_id is null;

-- Leave of this kind, once approved, is told to those who report to the same manager.
alter table leave_type add column tells_team boolean not null default false;
