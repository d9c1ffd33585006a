import { exportApprovals, listApprovals } from '../server/modules/workflows/workflows.approval.contract.ts'
import type { Client, World } from './world.ts'

/** The inbox among the lists. */
export const inbox = {
  list: listApprovals,
  csv: exportApprovals,
  rows: 'approvals',
  key: ({ title }: { readonly title?: unknown }) => String(title),
  line: ['Request'],
  sorts: { askedAt: (row: { readonly askedAt?: unknown }) => row.askedAt, dueAt: (row: { readonly dueAt?: unknown }) => row.dueAt },
  narrow: { q: 'person 1', kind: 'custom' },
}

/** A request about each person of the lists that waits for both, and with it what is not in the inbox of either. */
export async function fillInboxes(w: World, [first, second]: readonly [Client, Client]) {
  await w.rows(
    `with flow as (
      insert into workflow (company_id, id, kind, name, state, steps, created_at)
      values ($company, gen_random_uuid(), 'custom', 'Many', 'active', '[]', now()) returning id
    ), version as (
      insert into workflow_version (company_id, workflow_id, number, steps, fields, created_at) select $company, id, 1, '[]', '{}', now() from flow returning workflow_id
    ), running as (
      insert into workflow_instance (company_id, id, kind, request_id, workflow_id, workflow_version, title, subject_employee_id, fields, state, started_at)
      select $company, gen_random_uuid(), 'custom', gen_random_uuid(), v.workflow_id, 1, 'Wish ' || e.employee_number, e.id, '{}', 'pending', now()
      from version v, employee e where e.company_id = $company and e.employee_number ~ '^N' returning id, title
    )
    insert into approval_task (company_id, id, instance_id, kind, step_key, step_name, round, seat_id, user_id, because, state, is_ready, created_at, due_at, closed_at)
    select $company::uuid, gen_random_uuid(), id, 'custom', 'a', 'A', 1, gen_random_uuid(), asked, 'chosen', 'open', true,
      '2026-01-01'::timestamptz + n % 7 * interval '1 day', case when n % 2 = 0 then '2026-03-01'::timestamptz + n % 4 * interval '1 day' end, null
    from running, unnest(array[$1, $2]::uuid[]) asked, lateral (select substring(title from 7)::int as n) numbered
    -- What the other is asked, what is decided and what has its turn later is not in this inbox.
    union all select $company::uuid, gen_random_uuid(), id, 'custom', 'b', 'B', 1, gen_random_uuid(), $1::uuid, 'chosen', case when n % 2 = 0 then 'open' else 'approved' end,
      n % 2 = 1, '2026-01-01'::timestamptz, null, case when n % 2 = 1 then now() end
    from running, lateral (select substring(title from 7)::int as n) numbered`,
    first.userId,
    second.userId,
  )
}
