-- The permissions that every company's system roles were given what they start with. A version of Muster that declares new
-- ones gives them out when it starts for the first time.
create table known_permission (
  code  text primary key
);
select platform_table('known_permission', '');
-- Administrators hold every permission, so what companies were given so far is what is granted anywhere.
insert into known_permission select distinct permission from access_grant where role_id is not null;
