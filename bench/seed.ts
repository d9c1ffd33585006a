import type { Client } from 'pg'
import { addDays } from '../server/core/dates.ts'
import { systemRoles } from '../server/core/contract.ts'
import type { SystemRole } from '../server/core/contract.ts'
import { defaultSettings } from '../server/core/settings.ts'
import { modules } from '../server/modules.ts'

export const peoplePerCompany = 200
const dayCount = 20
export const settings = { ...defaultSettings, timeZone: 'Asia/Jakarta', country: 'ID', currency: 'IDR' }

/**
 * Companies of 200 people each with everything the measured routes read: accounts, sessions, roles, reporting line, holidays,
 * leave with its ledger, and 20 attendance days a person. The first half of a company is at work now, the other half is off.
 * Written as superuser with foreign keys not checked, which makes it minutes faster; every reference is made from the row it names.
 */
export async function seed(client: Client, companies: number, today: string, log: (line: string) => void) {
  await client.query('set session_replication_role = replica')
  await client.query("set synchronous_commit = off; set work_mem = '128MB'; set TimeZone = 'UTC'")
  for (const [what, ...statements] of steps(companies, today)) {
    const startedMs = performance.now()
    for (const statement of statements) await client.query(statement)
    log(`  ${what} ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  }
}

function steps(companies: number, today: string): [what: string, ...statements: string[]][] {
  const nextYear = Number(today.slice(0, 4)) + 1
  return [
    ['companies', ...companyTables(companies)],
    ['accounts', ...accountTables()],
    ['people', ...peopleTables(today)],
    ['leave', ...leaveTables(today, nextYear)],
    ['attendance days', ...attendanceTables(today)],
    ['vacuum analyze', 'vacuum analyze', 'checkpoint'],
  ]
}

function companyTables(companies: number) {
  return [
    `create temp table c as select n, uuidv7() as id from generate_series(1, ${companies}) n`,
    `insert into company (id, name, subdomain, admin_email, status, plan_code)
       select id, 'Company ' || n, 'bench-' || n, 'admin@bench-' || n || '.test', 'active', 'enterprise' from c`,
    `insert into company_state (company_id, next_employee_number) select id, ${peoplePerCompany + 1} from c`,
    `insert into company_settings (company_id, first_day, settings) select id, '1970-01-01', ${jsonb(settings)} from c`,
    `insert into branch (company_id, id, code, name) select c.id, uuidv7(), 'B' || b, 'Branch ' || b from c, generate_series(1, 2) b`,
    `insert into department (company_id, id, code, name, branch_id)
       select c.id, uuidv7(), 'D' || d, 'Department ' || d, (select b.id from branch b where b.company_id = c.id and b.code = 'B' || d % 2 + 1)
       from c, generate_series(1, 5) d`,
    `insert into holiday_calendar (company_id, id, name, is_company) select id, uuidv7(), 'Company', true from c`,
    `insert into holiday (company_id, id, calendar_id, first_day, last_day, name)
       select k.company_id, uuidv7(), k.id, d, d, 'Holiday ' || h from holiday_calendar k, generate_series(1, 30) h,
         lateral (select date_trunc('year', now())::date + h * 24 as d) as x`,
  ]
}

/** Roles and grants as `createSystemRoles` makes them. */
function accountTables() {
  const codes = Object.keys(systemRoles) as SystemRole[]
  const roles = codes.map((code) => ({ code, name: systemRoles[code] }))
  const grants = codes.flatMap((role) =>
    modules
      .flatMap((module) => module.permissions)
      .flatMap(({ code, reaches, roles }) => {
        const reach = role === 'admin' ? reaches.at(-1) : roles[role]
        return reach ? [{ role, permission: code, reach }] : []
      }),
  )
  return [
    `create temp table p as select c.id as company_id, c.n as company, nth, uuidv7() as employee_id, uuidv7() as user_id,
       'first' || nth % 40 as first_name, 'last' || (nth * 7 + c.n) % 90 as last_name,
       case when nth = 1 then 'hr' when nth <= 11 then 'manager' else 'employee' end as role,
       case when nth = 1 then null when nth <= 11 then 1 else 2 + nth % 10 end as manager_nth
       from c, generate_series(1, ${peoplePerCompany}) nth`,
    'create unique index on p (company_id, nth)',
    `insert into role (company_id, id, code, name, is_system)
       select c.id, uuidv7(), r.code, r.name, true from c, jsonb_to_recordset(${jsonb(roles)}) r(code text, name text)`,
    `insert into access_grant (company_id, id, role_id, permission, reach)
       select r.company_id, uuidv7(), r.id, g.permission, g.reach
       from role r join jsonb_to_recordset(${jsonb(grants)}) g(role text, permission text, reach text) on g.role = r.code`,
    `insert into user_account (company_id, id, email, first_name, last_name, email_verified_at)
       select company_id, user_id, 'person' || nth || '@bench-' || company || '.test', first_name, last_name, now() from p`,
    `insert into role_assignment (company_id, user_id, role_id)
       select p.company_id, p.user_id, r.id from p join role r on r.company_id = p.company_id and r.code = p.role`,
    `insert into session (company_id, id, user_id, created_at, last_used_at, user_agent, address)
       select company_id, uuidv7(), user_id, now(), now(), 'bench', '127.0.0.1' from p`,
  ]
}

function peopleTables(today: string) {
  return [
    `insert into employee (company_id, id, user_id, employee_number, first_name, last_name, email, joined_on, phone, birth_date)
       select company_id, employee_id, user_id, lpad(nth::text, 4, '0'), first_name, last_name, 'person' || nth || '@bench-' || company || '.test',
         date '${addDays(today, -900)}' + nth, '+62 811 0000 ' || nth, date '1985-01-01' + nth * 20 from p`,
    `insert into employment (company_id, id, employee_id, first_day, branch_id, department_id, manager_id, title)
       select p.company_id, uuidv7(), p.employee_id, date '${addDays(today, -900)}' + p.nth, d.branch_id, d.id, m.employee_id, 'Specialist ' || p.nth % 12
       from p join department d on d.company_id = p.company_id and d.code = 'D' || p.nth % 5 + 1
         left join p as m on m.company_id = p.company_id and m.nth = p.manager_nth`,
  ]
}

/** Two kinds of leave with lots of this year and the next; every second person was away for two days a month ago. */
function leaveTables(today: string, nextYear: number) {
  const firstDay = addDays(today, -30)
  return [
    `insert into leave_type (company_id, id, code, name, yearly_amount, tracks_balance, paid, sort_order)
       select c.id, uuidv7(), t.code, t.name, t.amount, t.amount is not null, t.amount is not null, t.nth
       from c, (values ('annual', 'Annual leave', 20, 0), ('sick', 'Sick leave', 10, 1), ('unpaid', 'Unpaid leave', null, 2)) t(code, name, amount, nth)`,
    `create temp table l as select p.company_id, p.employee_id, y.id as type_id, y.code, y.yearly_amount, uuidv7() as lot_id, make_date(year, 1, 1) as first_day,
       make_date(year, 12, 31) as last_day from p join leave_type y on y.company_id = p.company_id and y.tracks_balance, unnest(array[${nextYear - 1}, ${nextYear}]) year`,
    'insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to) select company_id, lot_id, employee_id, type_id, first_day, last_day from l',
    `insert into leave_ledger (company_id, id, employee_id, type_id, lot_id, kind, day, quantity, created_at)
       select company_id, uuidv7(), employee_id, type_id, lot_id, 'grant', first_day, yearly_amount, now() from l`,
    `create temp table q as select p.company_id, p.employee_id, l.type_id, l.lot_id, uuidv7() as id from p join l using (company_id, employee_id)
       where p.nth % 2 = 0 and l.code = 'annual' and date '${firstDay}' between l.first_day and l.last_day`,
    `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at, decided_at)
       select company_id, id, employee_id, type_id, date '${firstDay}', date '${firstDay}' + 1, 2, 'approved', now(), now() from q`,
    `insert into leave_request_day (company_id, request_id, day, portion, minutes, quantity, reason)
       select company_id, id, date '${firstDay}' + n, 'full', 480, 1, 'work' from q, generate_series(0, 1) n`,
    `insert into leave_ledger (company_id, id, employee_id, type_id, lot_id, request_id, kind, day, quantity, created_at)
       select company_id, uuidv7(), employee_id, type_id, lot_id, id, 'taken', date '${firstDay}', -2, now() from q`,
  ]
}

function attendanceTables(today: string) {
  const atWork = `nth <= ${peoplePerCompany / 2}`
  const startOf = (day: string) => `(${day} + time '09:05') at time zone '${settings.timeZone}'`
  return [
    `insert into attendance_clock (company_id, employee_id, state, since, started_at, work_date, time_zone)
       select company_id, employee_id, case when ${atWork} then 'working' else 'off' end, s.at, case when ${atWork} then s.at end, s.day, '${settings.timeZone}'
       from p, lateral (select d as day, least(${startOf('d')}, now() - interval '1 minute') as at
                          from (select date '${today}' - case when ${atWork} then 0 else 1 end as d) x) s`,
    `insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source)
       select company_id, uuidv7(), employee_id, 'start', since, time_zone, since at time zone time_zone, work_date, 'web' from attendance_clock where state = 'working'`,
    `insert into attendance_day (company_id, employee_id, work_date, status, first_start_at, last_end_at, scheduled_minutes, worked_minutes, break_minutes,
         late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes)
       select company_id, employee_id, s.day, case when s.day = date '${today}' then 'open' else 'present' end, ${startOf('s.day')},
         case when s.day < date '${today}' then ${startOf('s.day')} + interval '8 hours' end, 480, case when s.day < date '${today}' then 480 else 0 end, 0, 0, 0, 0, 0
       from p, generate_series(0, ${dayCount - 1}) n, lateral (select date '${today}' - (case when ${atWork} then 0 else 1 end) - n as day) s`,
  ]
}

const jsonb = (value: unknown) => `'${JSON.stringify(value).replaceAll("'", "''")}'::jsonb`
