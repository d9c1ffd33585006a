import { timeOfTests } from '../e2e/server.ts'

type Sql = (text: string) => Promise<unknown>

const people = 5_000
const [branches, departments, positions] = [12, 60, 90]
/** Who reports to whom: to the top, to one of the heads, to one of the leads; the last ones to the demo's manager. */
const [heads, leads, ofManager] = [12, 120, 60]
const zone = 'Asia/Jakarta'

const firstNames = 'Adi Bunga Citra Dimas Eka Fajar Gita Hadi Intan Joko Kartika Lina Made Nur Oka Putu Ratna Siti Teguh Wati Yusuf Zahra'
const lastNames = 'Wijaya Nasution Hidayat Simanjuntak Kurniawan Halim Saputra Tanjung Gunawan Utami Siregar Wibowo Marpaung Susanto'
const arabicFirst = 'محمد عبدالرحمن فاطمة عائشة يوسف مريم خالد نور'
const arabicLast = 'الأنصاري القحطاني المصري الهاشمي التميمي'
/** Sixty letters, which is as long as names get. */
const longFirst = 'Maximiliane Alexandrina'
const longLast = 'von Hohenlohe-Waldenburg-Schillingsf'

/**
 * Five thousand people more for the demo company, none with a photo: departments within departments, accounts, twenty days of attendance,
 * leave of this month and what of it waits. Some names have sixty letters, some are Arabic. Written past the app, which would take minutes.
 */
export async function addPeople(sql: Sql, company: string) {
  const now = `'${timeOfTests()}'::timestamptz`
  const statements = [
    'set session_replication_role = replica',
    `create temp table p as select nth, uuidv7() as id, uuidv7() as user_id, null::uuid as manager_id,
       case when nth % 40 = 7 then '${longFirst}' when nth % 12 = 5 then ${oneOf(arabicFirst)} else ${oneOf(firstNames)} end as first_name,
       case when nth % 40 = 7 then '${longLast}' when nth % 12 = 5 then ${oneOf(arabicLast, 3)} else ${oneOf(lastNames, 7)} end as last_name
       from generate_series(1, ${people}) nth`,
    'create unique index on p (nth)',
    `update p set manager_id = case
       when nth <= ${heads} then (select id from employee where company_id = '${company}' and first_name = 'Helena')
       when nth > ${people - ofManager} then (select id from employee where company_id = '${company}' and first_name = 'Daniel')
       else (select h.id from p h where h.nth = case when p.nth <= ${heads + leads} then 1 + p.nth % ${heads} else ${heads} + 1 + p.nth % ${leads} end) end`,
    `insert into branch (company_id, id, code, name, kind, city)
       select '${company}', uuidv7(), 'B' || n, 'Branch ' || n || ' at the Old Harbour Road Industrial Estate', 'office', 'Surabaya' from generate_series(1, ${branches}) n`,
    `create temp table d as select n, uuidv7() as id from generate_series(1, ${departments}) n`,
    `insert into department (company_id, id, code, name, branch_id, parent_id)
       select '${company}', d.id, 'D' || d.n, (array['Logistics', 'Customer Care', 'Research and Development of Packaging Materials', 'Retail'])[1 + d.n % 4] || ' ' || d.n,
         b.id, up.id
       from d join branch b on b.company_id = '${company}' and b.code = 'B' || 1 + d.n % ${branches} left join d up on d.n > 8 and up.n = d.n / 4`,
    `insert into position (company_id, id, code, title, department_id, headcount)
       select '${company}', uuidv7(), 'P' || i, 'Senior specialist for warehouse operations ' || i, d.id, 80
       from generate_series(1, ${positions}) i join d on d.n = 1 + i % ${departments}`,
    `insert into user_account (company_id, id, email, first_name, last_name, email_verified_at, created_at)
       select '${company}', user_id, 'person' || nth || '@acme.test', first_name, last_name, ${now}, ${now} - interval '400 days' from p`,
    `insert into role_assignment (company_id, user_id, role_id)
       select '${company}', p.user_id, r.id from p join role r on r.company_id = '${company}' and r.code = case when nth <= ${heads + leads} then 'manager' else 'employee' end`,
    `insert into employee (company_id, id, user_id, employee_number, first_name, last_name, email, joined_on)
       select '${company}', id, user_id, 'X' || lpad(nth::text, 5, '0'), first_name, last_name, 'person' || nth || '@acme.test',
         (${now} - interval '500 days')::date - nth % 900 from p`,
    `insert into employment (company_id, id, employee_id, first_day, branch_id, department_id, position_id, manager_id, title)
       select '${company}', uuidv7(), p.id, e.joined_on, b.id, d.id, pos.id, p.manager_id, pos.title
       from p join employee e on e.company_id = '${company}' and e.id = p.id join d on d.n = 1 + p.nth % ${departments}
         join branch b on b.company_id = '${company}' and b.code = 'B' || 1 + d.n % ${branches}
         join position pos on pos.company_id = '${company}' and pos.code = 'P' || 1 + p.nth % ${positions}`,
    ...attendance(company, now),
    ...leave(company, now),
    'set session_replication_role = default',
    `select enqueue_job('reindex-people', '{"companyId": "${company}"}'::json)`,
    `select enqueue_job('hand-to-substitutes', '{"companyId": "${company}"}'::json)`,
    'analyze',
  ]
  await sql(statements.join(';\n'))
}

function attendance(company: string, now: string) {
  const startOf = (day: string) => `(${day} + time '09:00' + make_interval(mins => (p.nth % 45)::int)) at time zone '${zone}'`
  return [
    `create temp table t as select (${now} at time zone '${zone}')::date as today`,
    `insert into attendance_clock (company_id, employee_id, state, since, started_at, work_date, time_zone)
       select '${company}', p.id, case when p.nth % 9 = 0 then 'break' else 'working' end, ${startOf('t.today')}, ${startOf('t.today')}, t.today, '${zone}'
       from p, t where p.nth % 6 > 0`,
    `insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source)
       select company_id, uuidv7(), employee_id, 'start', started_at, time_zone, started_at at time zone time_zone, work_date, 'web'
       from attendance_clock where company_id = '${company}' and employee_id in (select id from p)`,
    `insert into attendance_day (company_id, employee_id, work_date, status, first_start_at, last_end_at, scheduled_minutes, worked_minutes,
         break_minutes, late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes)
       select '${company}', p.id, s.day, case when n = 0 then 'open' else 'present' end, ${startOf('s.day')},
         case when n > 0 then ${startOf('s.day')} + interval '9 hours' end, 480, case when n > 0 then 480 else 0 end, 60, p.nth % 45, 0, 0, 0
       from p, t, generate_series(0, 19) n, lateral (select t.today - n as day) s
       where extract(isodow from s.day) < 6 and (n > 0 or p.nth % 6 > 0)`,
  ]
}

function leave(company: string, now: string) {
  const days = 3
  return [
    `create temp table l as select uuidv7() as id, p.id as employee_id, y.id as type_id, p.nth, (${now})::date - 20 + (p.nth % 45)::int as first_day
       from p join leave_type y on y.company_id = '${company}' and y.code = 'annual' where p.nth % 6 = 0 or p.nth > ${people - ofManager}`,
    `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at, decided_at)
       select '${company}', id, employee_id, type_id, first_day, first_day + ${days - 1}, ${days}, s.state, ${now} - interval '30 days',
         case when s.state = 'approved' then ${now} - interval '29 days' end
       from l, lateral (select case when nth % 4 = 1 and first_day > (${now})::date then 'pending' else 'approved' end as state) s`,
    `insert into leave_request_day (company_id, request_id, day, portion, minutes, quantity, reason)
       select '${company}', id, first_day + n, 'full', 480, 1, 'work' from l, generate_series(0, ${days - 1}) n`,
  ]
}

function oneOf(words: string, step = 1) {
  const list = words.split(' ')
  return `(array[${list.map((word) => `'${word}'`).join(', ')}])[1 + (nth * ${step} / ${step === 1 ? 1 : 2}) % ${list.length}]`
}
