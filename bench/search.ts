import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { assemble } from '../server/assemble.ts'
import type { Assembly } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { basePath } from '../server/core/http.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { migrate } from '../server/core/migrate.ts'
import { fillPeople, randomFrom } from './search-people.ts'
import type { Big } from './search-people.ts'

const help = `node bench/search.ts [options]
  --people=1000000    in all: one company of a tenth, the others smaller
  --queries=60        of each kind, for each reach and route
  --data=dir          keep the filled database there and use it again
`
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    queries: { type: 'string', default: '60' },
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const reaches = ['company', 'department', 'team'] as const

if (options.help) console.log(help)
else await main(Number(options.people), Number(options.queries))

/** Fills a database with people, then asks for some of them as the app's role, one question after the other. */
async function main(total: number, queries: number) {
  const home = options.data ?? mkdtempSync(join(tmpdir(), 'muster-search-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({
    dir,
    log: () => undefined,
    unsafeFast: true,
    settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
  })
  const client = new pg.Client({ connectionString: postgres.url })
  try {
    await client.connect()
    const isNew = (await migrate(postgres.url)).length > 0
    const startedMs = performance.now()
    const big = isNew ? await fillPeople(client, sizesOf(total), home) : await readBig(client)
    console.log(`${total} people: ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
    await printSizes(client)
    await measure(client, postgres.url, big, queries)
  } finally {
    await client.end()
    await postgres.stop()
    if (!options.data) {
      removeEmbeddedPostgres(dir)
      rmSync(home, { recursive: true, force: true })
    }
  }
}

/** One of a tenth, six of a twentieth, and the rest in companies of 2,000. */
function sizesOf(total: number): number[] {
  const large = [total / 10, ...Array.from({ length: 6 }, () => total / 20)]
  return [...large, ...Array.from({ length: Math.floor((total * 0.6) / 2_000) }, () => 2_000)].map(Math.round)
}

async function readBig(client: pg.Client): Promise<Big> {
  const { rows } = await client.query(
    `select c.id as company, e.id, e.first_name as "firstName", e.last_name as "lastName", e.email, e.employee_number as number, e.work_phone as "workPhone",
       coalesce((select i.name from employee_skill s join catalog_item i on i.company_id = c.id and i.id = s.item_id where s.company_id = c.id and s.employee_id = e.id limit 1), 'none') as skill
     from company c join employee e on e.company_id = c.id where c.subdomain = 'search-0' and e.email is not null order by e.employee_number`,
  )
  return { companyId: rows[0].company, ids: rows.map(({ id }) => id), people: rows }
}

async function printSizes(client: pg.Client) {
  const { rows } = await client.query(
    `select relname as name, reltuples::bigint as rows, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class
     where relname in ('employee', 'person_word', 'person_gram') order by 1`,
  )
  for (const { name, rows: count, size } of rows) console.log(`  ${name}: ${count} rows, ${size}`)
}

async function measure(client: pg.Client, url: string, big: Big, queries: number) {
  const tokenSecret = randomBytes(32).toString('hex')
  const config = readConfig({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: url,
    TOKEN_SECRET: tokenSecret,
    APP_URL: 'http://localhost',
    SMTP_URL: 'smtp://localhost',
    RATE_LIMIT_PER_MINUTE: '0',
    RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
    LOG_LEVEL: 'error',
  })
  const assembly = await assemble({ config, databaseUrl: url, dataDir: tmpdir(), tokenSecret, log: makeLog('error'), migrate: false })
  try {
    const lines = [['reach', 'route', 'kind', 'p50 ms', 'p95 ms', 'max ms', 'found']]
    const all = new Map<string, number[]>()
    for (const reach of reaches) {
      const token = await signIn(client, assembly, big, reach)
      for (const [route, path] of [
        ['quick', '/search/people?limit=10&q='],
        ['list', '/employees?limit=20&q='],
      ] as const) {
        const asked = questions(big, queries)
        for (const round of ['warm', 'measured'] as const) {
          for (const [kind, texts] of Object.entries(asked)) {
            const times: number[] = []
            let found = 0
            for (const text of round === 'warm' ? texts.slice(0, 8) : texts) {
              const startedMs = performance.now()
              const answer = await assembly.app.fastify.inject({
                url: basePath + path + encodeURIComponent(text),
                headers: { authorization: `Bearer ${token}` },
              })
              times.push(performance.now() - startedMs)
              if (answer.statusCode !== 200) throw new Error(answer.body)
              const { people, employees } = answer.json<{ data: { people?: []; employees?: [] } }>().data
              if ((people ?? employees)!.length > 0) found += 1
            }
            if (round === 'warm') continue
            all.set(`${reach} ${route}`, [...(all.get(`${reach} ${route}`) ?? []), ...times])
            lines.push([reach, route, kind, ...figures(times), `${found}/${texts.length}`])
          }
        }
        lines.push([reach, route, 'all', ...figures(all.get(`${reach} ${route}`)!), ''])
      }
    }
    for (const line of lines) console.log(`| ${line.join(' | ')} |`)
  } finally {
    await assembly.close()
  }
}

function figures(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  return [0.5, 0.95, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1))
}

/** Somebody in the middle of the company: some seventy people report to them, directly or not. */
async function signIn(client: pg.Client, { deps }: Assembly, { companyId, ids }: Big, reach: string): Promise<string> {
  const [userId, sessionId] = [newId(), newId()]
  await client.query('update employee set user_id = null where company_id = $1 and id = $2', [companyId, ids[200]])
  await client.query("insert into user_account (company_id, id, email, first_name, last_name) values ($1, $2, $3, 'A', 'B')", [
    companyId,
    userId,
    `${userId}@x.test`,
  ])
  await client.query('update employee set user_id = $2 where company_id = $1 and id = $3', [companyId, userId, ids[200]])
  await client.query("insert into access_grant (company_id, id, user_id, permission, reach) values ($1, $2, $3, 'employee.read', $4)", [
    companyId,
    newId(),
    userId,
    reach,
  ])
  await client.query('insert into session (company_id, id, user_id, created_at, last_used_at) values ($1, $2, $3, now(), now())', [
    companyId,
    sessionId,
    userId,
  ])
  return (await deps.tokens.sign({ companyId, userId, sessionId })).accessToken
}

/** What people type, made from people who are there. */
function questions({ people }: Big, count: number): Record<string, string[]> {
  const random = randomFrom(11)
  const below = (limit: number) => Math.floor(random() * limit)
  const someone = () => people[below(people.length)]!
  const many = (make: () => string) => Array.from({ length: count }, make)
  const longName = () => {
    for (;;) {
      const { lastName } = someone()
      if (/^[A-Za-z]{7,}$/.test(lastName)) return lastName
    }
  }
  const wrong = (name: string, letters: number) => {
    const at = 1 + below(name.length - 3)
    const once = name.slice(0, at) + 'qxw'[below(3)] + name.slice(at + 1)
    return letters === 1 ? once : once.slice(0, at + 1) + once.slice(at + 2)
  }
  return {
    exact: many(() => someone().lastName),
    prefix: many(() => someone().lastName.slice(0, 3 + below(2))),
    part: many(() => longName().slice(2, 5 + below(3))),
    'one wrong letter': many(() => wrong(longName(), 1)),
    'two wrong letters': many(() => wrong(longName(), 2)),
    'two words': many(() => ((one) => `${one.firstName} ${one.lastName}`)(someone())),
    common: many(
      () => ['maria', 'jose', 'anna', 'garcia', 'andersson', 'anderson', 'smith', 'chen', 'john smith', 'ana garcia'][below(10)]!,
    ),
    'one or two letters': many(() => someone().firstName.slice(0, 1 + below(2))),
    number: many(() => someone().number),
    'part of a telephone': many(() => String(10_000 + below(90_000))),
    email: many(() => someone().email.slice(0, 8 + below(12))),
    skill: many(() => someone().skill),
    title: many(() => ['engineer', 'senior nurse', 'teacher', 'lead'][below(4)]!),
    nobody: many(() => randomBytes(4).toString('hex').replace(/\d/g, 'q')),
  }
}
