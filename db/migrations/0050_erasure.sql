-- From when on the term runs after which a cancelled company is erased; for those cancelled before, from now on.
alter table company add column cancelled_at timestamptz;
update company set cancelled_at = now() where status = 'cancelled';

-- Companies that are erased or being erased: how much of what is gone, counted with each step. It stays when the company does not.
create table company_erasure (
  id            uuid primary key,
  name          text not null,
  began_at      timestamptz not null,
  ended_at      timestamptz,
  asked_by      text not null,
  counts        jsonb not null default '{}'
);
select platform_table('company_erasure', '');
