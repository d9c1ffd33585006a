-- Places where people clock, as circles on the earth (rules-attendance.md § Geofence). Without a branch it is everybody's.
create table geofence_place (
  company_id     uuid not null default current_company(),
  id             uuid not null,
  name           text not null,
  branch_id      uuid,
  latitude       double precision not null check (latitude between -90 and 90),
  longitude      double precision not null check (longitude between -180 and 180),
  radius_meters  int not null check (radius_meters between 20 and 20000),
  is_active      boolean not null default true,
  version        int not null default 1,
  primary key (company_id, id),
  foreign key (company_id, branch_id) references branch (company_id, id)
);
select company_table('geofence_place');
create unique index geofence_place_name_taken on geofence_place (company_id, name);

-- What the fence said of a punch. The entry stays as it is for ever; the position, which is somebody's, is forgotten before.
create table attendance_position (
  company_id       uuid not null default current_company(),
  entry_id         uuid not null,
  employee_id      uuid not null,
  verdict          text not null check (verdict in ('inside', 'outside', 'inaccurate', 'unknown')),
  place_name       text,
  distance_meters  int check (distance_meters >= 0),
  latitude         double precision,
  longitude        double precision,
  accuracy_meters  int check (accuracy_meters >= 0),
  at               timestamptz not null,
  primary key (company_id, entry_id),
  foreign key (company_id, entry_id) references attendance_entry (company_id, id),
  foreign key (company_id, employee_id) references employee (company_id, id)
);
select company_table('attendance_position');
create index attendance_position_newest on attendance_position (company_id, at desc, entry_id);
create index attendance_position_kept on attendance_position (company_id, at) where latitude is not null;
