-- A template that is removed stays for what came from it, which goes on naming it; its code is free again.
alter table permission_template
  add column archived_at timestamptz,
  drop constraint permission_template_code_taken;
create unique index permission_template_code_taken on permission_template (company_id, code) where archived_at is null;
