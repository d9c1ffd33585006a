import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { asSystem } from '../server/core/system-door.ts'
import { clientOf, newCompany, summary } from './access.ts'

const explain = process.env['EXPLAIN'] === '1'
const home = mkdtempSync(join(tmpdir(), 'muster-exc-'))
chmodSync(home, 0o711)
const dir = join(home, 'postgres')
const postgres = await startEmbeddedPostgres({
  dir,
  log: (line: string) =>
    explain &&
    /duration|Plan|->|Filter|Index|Buffers|Sort|Sub|Rows|Window|Hash|Cond|loops|Limit|Heap/.test(String(line)) &&
    console.log(String(line)),
  unsafeFast: true,
  settings: {
    shared_buffers: '256MB',
    ...(explain && {
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '40',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_buffers': 'on',
      'auto_explain.log_timing': 'on',
    }),
  } as never,
} as never)
const now = '2026-03-13T06:30:00Z'
const tokenSecret = newId() + newId()
const assembly = await assemble({
  config: readConfig({
    MUSTER_DATA_DIR: home,
    DEMO: 'false',
    RATE_LIMIT_PER_MINUTE: '0',
    RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
    MAX_EVENT_LOOP_DELAY_MS: '0',
  }),
  databaseUrl: postgres.url,
  dataDir: home,
  tokenSecret,
  log: makeLog('error'),
  clock: () => new Date(now),
})
const bench = { assembly, url: postgres.url, home, tokenSecret }
const company = await newCompany(bench)
const { rows } = company
try {
  await rows(`create table bench_person as select nth, uuidv7() as id, uuidv7() as user_id from generate_series(1, 5000) nth`)
  await rows(
    `insert into department (company_id, id, code, name) select $company, uuidv7(), 'd' || nth, 'd' || nth from generate_series(0, 9) nth`,
  )
  await rows(
    `insert into user_account (company_id, id, email, first_name, last_name) select $company, user_id, nth || '@bench.test', 'First' || nth, 'Last' || nth from bench_person`,
  )
  await rows(
    `insert into employee (company_id, id, user_id, employee_number, first_name, last_name, joined_on) select $company, id, user_id, nth::text, 'First' || nth, 'Last' || nth, '2020-01-06' from bench_person`,
  )
  await rows(
    `insert into employment (company_id, id, employee_id, first_day, department_id) select $company, uuidv7(), p.id, '2020-01-06', d.id from bench_person p join department d on d.company_id = $company and d.code = 'd' || p.nth % 10`,
  )
  await rows(
    `insert into access_grant (company_id, id, user_id, permission, reach) select $company, uuidv7(), user_id, permission, 'own' from bench_person, unnest(array['attendance.clock', 'attendance.read']) as permission`,
  )
  const exc = process.env['RATE'] ?? '12'
  await rows(`insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes, overtime_state, flags, first_start_at, last_end_at)
    select $company, p.id, day, case when k < ${exc} / 2 then 'absent' else 'present' end, 480, case when k < ${exc} / 2 then 0 else 480 end, 30, 0, 0, case when k between ${exc} / 2 and ${exc} - 1 then 60 else 0 end, 0,
      case when k between ${exc} / 2 and ${exc} - 1 then 'to-approve' end, '{}', case when k < ${exc} / 2 then null else day + interval '8 hours' end, case when k < ${exc} / 2 then null else day + interval '17 hours' end
    from bench_person p, generate_series('2026-02-10'::timestamp, '2026-03-12', '1 day') day, lateral (select (p.nth * 7919 + extract(doy from day)::int * 104729) % 100 as k) x where extract(isodow from day) < 6`)
  await rows('vacuum analyze')
  const [head] = await rows<{ userId: string }>(`select user_id as "userId" from bench_person where nth = 5000`)
  await asSystem(assembly.deps.system, async (db) => {
    for (const permission of ['attendance.read', 'attendance.correct', 'correction.approve', 'overtime.approve'])
      await db
        .insertInto('accessGrant')
        .values({ companyId: company.id, id: newId(), userId: head!.userId, permission, reach: 'department' })
        .execute()
  })
  for (const [name, userId] of [
    ['admin', company.adminId],
    ['head of 500', head!.userId],
  ] as const) {
    const ask = await clientOf(assembly, company.id, userId)
    for (const path of ['limit=20', 'limit=20&page=20', 'limit=20&kind=overtime', 'limit=20&q=last4']) {
      const times: number[] = []
      let seen: unknown
      for (let n = 0; n < 14; n += 1) {
        const began = performance.now()
        const { status, data } = await ask('GET', `/attendance/exceptions?from=2026-02-10&to=2026-03-12&${path}`)
        if (status !== 200) throw new Error(`${status} ${JSON.stringify(data)}`)
        if (n >= 4) times.push(performance.now() - began)
        seen = [data['pagination'], data['counters']]
        if (explain && n >= 1) break
      }
      console.log(name, path, times.length ? 'best ' + Math.min(...times).toFixed(1) + ' ms, ' + summary(times) : '', JSON.stringify(seen))
      if (explain) break
    }
  }
} finally {
  await company.close()
  await assembly.close()
  await postgres.stop()
  removeEmbeddedPostgres(dir)
  rmSync(home, { recursive: true, force: true })
}
