-- The fields of a workflow are shown, asked and listed in the order they were named in; jsonb puts names in an order of its own.
alter table workflow
  alter column fields drop default,
  alter column fields type json using fields::json,
  alter column fields set default '{}';
alter table workflow_version alter column fields type json using fields::json;
alter table workflow_instance alter column fields type json using fields::json;
alter table workflow_template
  alter column fields drop default,
  alter column fields type json using fields::json,
  alter column fields set default '{}';
