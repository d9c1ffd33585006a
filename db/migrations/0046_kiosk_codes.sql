-- When the newest code was shown with which somebody clocked on a tablet: neither it nor an older one is taken again.
create table kiosk_code (
  company_id   uuid not null default current_company(),
  employee_id  uuid not null,
  shown_at     timestamptz not null,
  primary key (company_id, employee_id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('kiosk_code');
