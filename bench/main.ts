import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { localDateOf } from '../server/core/dates.ts'
import { makeTokens } from '../server/core/tokens.ts'
import { benchAccess } from './access.ts'
import { benchLeave } from './leave.ts'
import { benchApprovals } from './approvals.ts'
import { benchAttendance } from './attendance.ts'
import { startServer } from './child.ts'
import type { Server } from './child.ts'
import { openBenchDatabase } from './database.ts'
import type { BenchDatabase } from './database.ts'
import { ask, askAll, load } from './load.ts'
import { differences } from './compare.ts'
import { median, printTable } from './report.ts'
import type { Figures, Result } from './report.ts'
import { groupProfile, listStatements } from './profile.ts'
import { makeScenarios } from './scenarios.ts'
import type { Scenario } from './scenarios.ts'
import { settings } from './seed.ts'

const help = `npm run bench [-- name] [options]
  name, --only=name   only the routes whose name contains it, such as "my-status"
  access              what deciding who may do what costs, beside casbin (BENCH_ROWS, BENCH_PAIRS make it smaller)
  leave               accrual, end of year, balances and previews of a large company (BENCH_PEOPLE, BENCH_READS make it smaller)
  approvals           the inbox, the scan and decisions with 10,000 open tasks (BENCH_TASKS makes it smaller)
  attendance          days computed anew, clock-ins, who is there, a month, days to clear (BENCH_PEOPLE makes it smaller)
  --companies=500     companies of 200 people, with 20 attendance days each
  --connections=32
  --seconds=4         of one measurement
  --warm=8            seconds of each server before it is measured: our code is compiled by then, not while it is measured
  --rounds=3          measurements of each server, turn by turn; the table shows their medians
  --pool=n            connections of our server to the database, instead of those it has unless set
  --out=file          where the figures go as JSON (default: the system's temporary directory)
  --data=dir          keep the filled database there and use it again
  --against=dir       measure a second checkout of Muster as well
  --profile           keep CPU profiles of our server; print where its time went and what its statements cost
`
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    companies: { type: 'string', default: '500' },
    connections: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '4' },
    warm: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    pool: { type: 'string' },
    out: { type: 'string' },
    data: { type: 'string' },
    against: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const only = options.only ?? positionals[0] ?? ''
const connections = Number(options.connections)
const seconds = Number(options.seconds)

if (options.help) console.log(help)
else if (positionals[0] === 'access') await benchAccess()
else if (positionals[0] === 'leave') await benchLeave()
else if (positionals[0] === 'approvals') await benchApprovals()
else if (positionals[0] === 'attendance') await benchAttendance()
else await main()

/** Fills a database, starts the servers beside it, measures route by route, and fails when an answer was not what it should be. */
async function main() {
  const work = mkdtempSync(join(tmpdir(), 'muster-bench-run-'))
  const secret = randomBytes(32).toString('hex')
  const today = localDateOf(new Date().toISOString(), settings.timeZone)
  if (options.data) mkdirSync(options.data, { recursive: true, mode: 0o711 })
  const database = await openBenchDatabase({
    companies: Number(options.companies),
    today,
    keep: options.data && resolve(options.data),
    statistics: options.profile,
  })
  const servers = new Map<string, Server>()
  try {
    const environment = {
      BENCH_DATABASE_URL: database.url,
      BENCH_SECRET: secret,
      BENCH_TODAY: today,
      BENCH_ZONE: settings.timeZone,
      NODE_ENV: 'production',
      ...(options.pool && { BENCH_POOL: options.pool }),
    }
    const programs = [
      ['raw', join(import.meta.dirname, 'raw-server.ts')],
      ['ours', join(import.meta.dirname, 'our-server.ts')],
    ]
    if (options.against) programs.push(['other', resolve(options.against, 'bench/our-server.ts')])
    for (const [name, program] of programs)
      servers.set(name!, await startServer(program!, environment, openSync(join(work, `${name}.log`), 'w')))
    const tokens = makeTokens(secret, 24 * 3600, () => new Date())
    const scenarios = await makeScenarios(database.client, tokens, connections, today)
    const results: Result[] = []
    const chosen = scenarios.filter(({ name }) => name.includes(only))
    if (chosen.length === 0) throw new Error(`No route is called ${only}; there are ${scenarios.map(({ name }) => name).join(', ')}.`)
    for (const scenario of chosen) {
      results.push(await measure(scenario, servers, database))
      if (options.profile) await profile(scenario, servers.get('ours')!, database, work)
    }
    const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${connections} connections, ${options.companies} companies`
    printTable(machine, results)
    const out = options.out ?? join(work, 'results.json')
    writeFileSync(
      out,
      `${JSON.stringify({ at: new Date().toISOString(), machine, seconds, rounds: Number(options.rounds), results }, null, 2)}\n`,
    )
    console.log(`\nAs JSON: ${out}`)
  } finally {
    for (const server of servers.values()) await server.close()
    await database.close()
  }
}

async function measure(scenario: Scenario, servers: ReadonlyMap<string, Server>, database: BenchDatabase): Promise<Result> {
  await compare(scenario, servers)
  const names = [...servers.keys()]
  const runs = new Map(names.map((name) => [name, [] as Figures[]]))
  for (const server of servers.values()) {
    await scenario.reset?.()
    await askAll(server.url, scenario.lists)
    await scenario.reset?.()
    await load(server.url, scenario.lists, Number(options.warm))
  }
  for (let round = 0; round < Number(options.rounds); round += 1) {
    // Turn by turn, each first once, so that what else the machine does hits all of them.
    for (const name of round % 2 ? names.toReversed() : names) runs.get(name)!.push(await run(scenario, servers.get(name)!, database))
  }
  const figures = Object.fromEntries(names.map((name) => [name, summary(runs.get(name)!)]))
  const ratio = median(runs.get('ours')!.map(({ perSecond }, index) => perSecond / runs.get('raw')![index]!.perSecond))
  console.log(`${scenario.name}: ${(ratio * 100).toFixed(0)} % of raw`)
  return { name: scenario.name, ratio, ...figures }
}

async function run(scenario: Scenario, server: Server, database: BenchDatabase): Promise<Figures> {
  await scenario.reset?.()
  const before = { server: await server.cpu(), database: database.cpu() }
  const { count, ...measured } = await load(server.url, scenario.lists, seconds)
  return {
    ...measured,
    serverMicros: ((await server.cpu()) - before.server) / count,
    databaseMicros: (database.cpu() - before.database) / count,
  }
}

function summary(runs: readonly Figures[]): Figures {
  const of = (key: keyof Figures) => median(runs.map((one) => one[key]))
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    serverMicros: of('serverMicros'),
    databaseMicros: of('databaseMicros'),
  }
}

/** The first requests of one person, asked of every server: the answers must be the same, or at least look the same. */
async function compare({ name, lists, onlyShape, reset }: Scenario, servers: ReadonlyMap<string, Server>) {
  const list = lists[0]!
  const requests = onlyShape ? [list[0]!, list[list.length / 2]!] : [list[0]!]
  const answers: unknown[] = []
  for (const { url } of servers.values()) {
    await reset?.()
    const given: unknown[] = []
    for (const request of requests) given.push(await ask(url, request))
    answers.push(given)
  }
  for (const answer of answers.slice(1)) {
    const found = differences(answers[0], answer, onlyShape ?? false)
    if (found.length > 0) throw new Error(`${name}: the answers differ\n${found.join('\n')}`)
  }
}

async function profile(scenario: Scenario, server: Server, { client }: BenchDatabase, work: string) {
  const file = join(work, `${scenario.name.replaceAll(/\W+/g, '-')}.cpuprofile`)
  await scenario.reset?.()
  await client.query('select pg_stat_statements_reset()')
  await server.startProfile()
  const { count } = await load(server.url, scenario.lists, seconds)
  await server.stopProfile(file)
  console.log(groupProfile(file, count))
  console.log(await listStatements(client, count))
}
