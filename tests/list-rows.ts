import type { Client, World } from './world.ts'

/** More than two pages of 20 of everything. */
export const many = 45

/** So many rows of every list that lists.test.ts asks for; of those of people, a third are of the lead's team. */
export const fillLists = (w: World, lead: Client) =>
  w.rows(`
    with people as (
      insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
      select $company, gen_random_uuid(), 'N' || lpad(n::text, 3, '0'), 'F' || n % 5, 'Person ' || n, '2020-01-06' from generate_series(1, ${many}) n
      returning id, employee_number, substring(employee_number from 2)::int as n
    ), departments as (
      insert into department (company_id, id, code, name)
      select $company, gen_random_uuid(), 'D-' || n, 'Department ' || n from generate_series(0, 2) n returning id, code
    ), employed as (
      insert into employment (company_id, id, employee_id, first_day, department_id, manager_id)
      select $company, gen_random_uuid(), p.id, '2020-01-06', d.id, case when n % 3 = 0 then '${lead.employeeId}'::uuid end
      from people p left join departments d on d.code = 'D-' || n % 4 returning employee_id
    ), accounts as (
      insert into user_account (company_id, id, email, username, first_name, last_name, status, archived_at, last_signed_in_at)
      select $company, gen_random_uuid(), 'u' || n || '@many.test', case when n % 2 = 0 then 'user' || n end, 'F' || n % 5, 'Person ' || n,
        case when n % 4 = 0 then 'archived' else 'active' end, case when n % 4 = 0 then now() end,
        case when n % 3 = 0 then '2026-01-01'::timestamptz + n % 7 * interval '1 day' end from people returning id, last_name
    ), numbered as (
      select id, row_number() over (order by last_name) as n from accounts
    ), given as (
      insert into delegation (company_id, id, giver_id, receiver_id, reason, valid_from, valid_to, created_at, ended_at, ended_reason)
      select $company, gen_random_uuid(), g.id, v.id, '=because ' || g.n, '2026-01-01'::timestamptz + g.n % 5 * interval '1 day',
        '2026-02-01'::timestamptz + g.n % 2 * interval '50 years', '2026-01-01'::timestamptz + g.n % 7 * interval '1 day',
        case when g.n % 3 = 0 then '2026-01-20'::timestamptz end, case when g.n % 3 = 0 then 'revoked' end
      from numbered g join numbered v on v.n = g.n % ${many} + 1 returning id
    ), words as (
      insert into catalog_item (company_id, id, kind, name, created_at)
      select $company, gen_random_uuid(), 'skill', 'Skill ' || n, '2026-01-01' from people returning id, substring(name from 7)::int as n
    ), skilled as (
      insert into employee_skill (company_id, employee_id, item_id, level)
      select $company, p.id, i.id, 1 from words i join people p on p.n <= i.n % 4 returning item_id
    ), sent as (
      insert into import_run (company_id, id, kind, file_name, is_dry_run, content_hash, state, user_id, row_count, created_at)
      select $company, gen_random_uuid(), case when n % 2 = 0 then 'branches' else 'positions' end, 'file ' || n || '.csv', n % 4 = 0, 'x',
        case when n % 3 = 0 then 'refused' else 'done' end, '${w.admin.userId}', n % 8, '2026-01-01'::timestamptz + n % 7 * interval '1 day'
      from people returning id
    ), ways as (
      insert into workflow (company_id, id, kind, name, steps, state, created_at)
      select $company, gen_random_uuid(), 'leave', 'Way', '[]', 'active', '2026-01-01' returning id
    ), versions as (
      insert into workflow_version (company_id, workflow_id, number, steps, fields, created_at)
      select $company, id, 1, '[]', '{}', '2026-01-01' from ways returning workflow_id
    ), decided as (
      insert into workflow_instance (company_id, id, kind, request_id, workflow_id, workflow_version, title, subject_employee_id, fields, state, started_at, ended_at)
      select $company, gen_random_uuid(), case when n % 4 = 0 then 'custom' else 'leave' end, gen_random_uuid(), workflow_id, 1, 'Request ' || n, p.id, '{}',
        case when n % 2 = 0 then 'approved' else 'stuck' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day',
        case when n % 2 = 0 then '2026-02-01'::timestamptz + n % 5 * interval '1 hour' end
      from people p, versions returning id
    ), groups as (
      insert into permission_group (company_id, id, code, name, permissions)
      select $company, gen_random_uuid(), 'G-' || n, 'Group ' || n % 17, array['employee.read'] from people returning id
    ), templates as (
      insert into permission_template (company_id, id, kind, code, name, items, created_at)
      select $company, gen_random_uuid(), case when n % 2 = 0 then 'role' else 'grants' end, 'T-' || n, 'Template ' || n % 17, '[]',
        '2026-01-01'::timestamptz + n % 7 * interval '1 day' from people returning id
    ), drafts as (
      insert into workflow (company_id, id, kind, name, steps, state, created_at)
      select $company, gen_random_uuid(), case when n % 2 = 0 then 'leave' else 'custom' end, 'Way ' || n, '[]', case when n % 3 = 0 then 'draft' else 'inactive' end,
        '2026-01-01'::timestamptz + n % 7 * interval '1 day' from people returning id
    ), standing as (
      insert into approval_substitute (company_id, id, user_id, substitute_id, first_day, last_day, created_at, ended_at)
      select $company, gen_random_uuid(), g.id, v.id, '2026-01-01'::date + g.n::int % 5, case when g.n % 2 = 0 then '2026-02-01'::date else '2099-01-01' end + g.n::int % 3,
        '2026-01-01', case when g.n % 3 = 0 then '2026-01-20'::timestamptz end
      from numbered g join numbered v on v.n = g.n % ${many} + 1 returning id
    ), months as (
      insert into attendance_month (company_id, month, state, changed_at)
      select $company, '2015-01-01'::date + n * interval '1 month', case when n % 3 = 0 then 'open' else 'closed' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day'
      from people returning month
    ), guests as (
      insert into invitation (company_id, id, email, first_name, last_name, role_id, token_hash, sent_at, expires_at, created_at)
      select $company, gen_random_uuid(), 'guest' || n || '@many.test', 'F' || n % 5, 'Guest ' || n, r.id, decode(lpad(to_hex(n), 64, '0'), 'hex'),
        '2026-01-01'::timestamptz + n % 6 * interval '1 day', '2099-01-01'::timestamptz + n % 4 * interval '1 day', '2026-01-01'
      from people join lateral (select id from role where company_id = $company order by (code <> 'employee'), code offset n % 3 limit 1) r on true returning id
    ), places as (
      insert into branch (company_id, id, code, name, kind, city)
      select $company, gen_random_uuid(), 'B-' || n, 'Branch ' || n % 9, case when n % 2 = 0 then 'shop' else 'office' end, case when n % 3 = 0 then 'City ' || n % 4 end
      from people returning id, code
    ), tablets as (
      insert into kiosk (company_id, id, name, branch_id, token_hash, public_key, sealed_key, created_at, last_used_at)
      select $company, gen_random_uuid(), 'Tablet ' || n, b.id, decode(lpad(to_hex(n), 64, '0'), 'hex'), '', '', '2026-01-01'::timestamptz + n % 7 * interval '1 day',
        case when n % 3 = 0 then '2026-02-01'::timestamptz + n % 5 * interval '1 day' end from people join places b on b.code = 'B-' || n returning id
    ), seats as (
      insert into position (company_id, id, code, title, level, headcount, branch_id)
      select $company, gen_random_uuid(), 'P-' || n, 'Title ' || n % 8, case when n % 2 = 0 then n % 6 + 1 end, case when n % 3 = 0 then n % 5 end, b.id
      from people left join places b on b.code = 'B-' || n and n % 2 = 0 returning id
    ), days as (
      insert into attendance_day (company_id, employee_id, work_date, status, flags, scheduled_minutes, worked_minutes, break_minutes,
        late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes, overtime_state, settled)
      select $company, id, d.day, case when n % 2 = 0 then 'absent' else 'present' end, '{}', 480, n % 2 * 480 + n % 3, 0, 0, 0, n % 2 * (n % 4 + 1), 0,
        case when n % 2 = 1 then 'to-approve' end, true from people, (values ('2026-01-12'::date), ('2026-02-03')) d(day) returning employee_id
    ), begun as (
      insert into attendance_day (company_id, employee_id, work_date, status, flags, scheduled_minutes, worked_minutes, break_minutes,
        late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes, settled)
      select $company, id, current_date, 'present', '{}', 480, n % 7, 0, 0, 0, 0, 0, false from people returning employee_id
    ), clocks as (
      insert into attendance_clock (company_id, employee_id, state, since, started_at, work_date, time_zone)
      select $company, id, (array['working', 'break', 'off'])[n % 3 + 1], date_trunc('minute', now()) - n * interval '1 hour',
        case when n % 3 < 2 then date_trunc('minute', now()) - n % 5 * interval '1 hour' end, current_date, 'UTC' from people returning employee_id
    ), wrong as (
      insert into attendance_correction (company_id, id, employee_id, work_date, wanted, reason, added_minutes, state, decided_at, created_at)
      select $company, gen_random_uuid(), id, '2026-01-01'::date + n, '[]', '=because ' || n, 0, case when n % 3 = 0 then 'rejected' else 'withdrawn' end,
        case when n % 3 = 0 then '2026-02-01'::timestamptz + n % 5 * interval '1 hour' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day' from people returning id
    ), asked as (
      insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at, decided_at)
      select $company, gen_random_uuid(), p.id, y.id, '2026-01-01'::date + n, '2026-01-01'::date + n, n % 3 + 1,
        case when n % 2 = 0 then 'approved' else 'rejected' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day', '2026-01-20'
      from people p join lateral (select id from leave_type where company_id = $company order by code offset n % 2 limit 1) y on true returning id
    )
    select count(*) from employed, begun, clocks, tablets, groups, templates, drafts, standing, months, given, sent, decided, skilled, guests, seats, days, wrong, asked where false`)

/** What waits in the inbox of the admin, and what does not wait there any more or not yet; the same of the lead. */
export const fillInbox = (w: World, lead: Client) =>
  w.rows(
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
    w.admin.userId,
    lead.userId,
  )
