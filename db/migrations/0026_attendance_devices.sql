-- Clocks on the wall and other programs that send entries. Until a device has told what it holds, nobody it covers is absent.
create table attendance_device (
  company_id    uuid not null default current_company(),
  id            uuid not null,
  name          text not null,
  -- Whose people clock at it; null for everybody's.
  branch_id     uuid,
  is_active     boolean not null default true,
  -- Everything that was clocked at it up to then has come.
  synced_until  timestamptz,
  version       int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id),
  constraint attendance_device_name_taken unique (company_id, name)
);
select company_table('attendance_device');

alter table attendance_entry
  add column device_id uuid,
  add foreign key (company_id, device_id) references attendance_device (company_id, id);
