import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { TestContext } from 'node:test'
import { runOnce } from 'graphile-worker'
import { assemble } from '../server/assemble.ts'
import type { Assembly } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import type { Reach } from '../server/core/contract.ts'
import { systemRequest } from '../server/core/context.ts'
import { newId } from '../server/core/ids.ts'
import { taskListOf } from '../server/core/jobs.ts'
import { makeLog } from '../server/core/log.ts'
import type { SentMail } from '../server/core/mail.ts'
import { asSystem } from '../server/core/system-door.ts'
import { modules } from '../server/modules.ts'
import { signUp } from '../server/modules/companies/index.ts'
import { clientOf } from './client.ts'
import type { Ending } from './database.ts'
import type { Client } from './client.ts'

export type { Client } from './client.ts'

/** What a person of a test may do and who they are. */
export type PersonOptions = {
  readonly firstName?: string
  readonly lastName?: string
  /** False makes an account without an employee. */
  readonly employee?: false
  readonly joinedOn?: string
  readonly managerId?: string | null
  readonly departmentId?: string | null
  readonly branchId?: string | null
  /** A lot of this calendar year per leave type code, e.g. `{ annual: '3' }`. */
  readonly balance?: Readonly<Record<string, string>>
}

export type World = {
  readonly companyId: string
  /** The first admin, with every permission over the company; has no employee. */
  readonly admin: Client
  /**
   * A person with exactly these permissions: `'leave.approve'` (its widest reach), `'leave.read:team'`, or several.
   */
  as(grants: string | readonly string[], options?: PersonOptions): Promise<Client>
  /** Nobody: no token. */
  readonly nobody: Client
  readonly assembly: Assembly
  /** Rows of any company table of this company, read as the platform. */
  rows<R = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<R[]>
  /** Runs what is enqueued until nothing is left that this test is waiting for. */
  runJobs(): Promise<void>
  /** Waits for a mail to an address. */
  mailTo(address: string): Promise<SentMail>
  /** Sets the clock of this process; undone when the test ends. */
  at(instant: string): void
}

let shared: Promise<Assembly> | undefined
let frozen: Date | undefined
// Registered here: inside a test it would run at the end of that test.
after(async () => (await shared)?.close())

/** A company of its own for one test, or for several of a file: nothing is shared with others and nothing needs cleaning up. */
export async function world(t: TestContext | null, settings: { timeZone?: string; country?: string } = {}): Promise<World> {
  shared ??= openAssembly()
  const assembly = await shared
  const { deps } = assembly
  t?.after(() => (frozen = undefined))
  const label = newId().replaceAll('-', '').slice(-16)
  const email = `admin@${label}.test`
  const { company, user } = await signUp(
    deps,
    {
      companyName: `Company ${label}`,
      subdomain: `c-${label}`,
      domain: `${label}.test`,
      firstName: 'Ada',
      lastName: 'Admin',
      email,
      ...settings,
    },
    'no password',
    systemRequest,
  )
  const companyId = company.id
  const rows = async <R>(sql: string, ...values: unknown[]) => {
    const client = await deps.system.pool.connect()
    try {
      return (await client.query(sql.replaceAll('$company', `'${companyId}'`), values)).rows as R[]
    } finally {
      client.release()
    }
  }
  return {
    companyId,
    assembly,
    rows,
    admin: clientOf(assembly, { token: await signInAs(assembly, companyId, user.id), userId: user.id, employeeId: null, companyId, email }),
    nobody: clientOf(assembly, null),
    as: (grants, options = {}) => makePerson(assembly, companyId, [grants].flat(), options),
    runJobs: () => runOnce({ pgPool: assembly.jobPool, taskList: taskListOf(deps, modules), noHandleSignals: true }),
    async mailTo(address) {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
        await runOnce({ pgPool: assembly.jobPool, taskList: taskListOf(deps, modules), noHandleSignals: true })
        const mail = (await deps.mailer.list(500)).find(({ to }) => to === address)
        if (mail) return mail
      }
      throw new Error(`No mail to ${address} arrived`)
    },
    at: (instant) => (frozen = new Date(instant)),
  }
}

export const tokenSecret = 'a secret for tests only, 32 characters'

/** Another server on the same database, with settings of its own and, if asked, a place for its log; closed when the test ends. */
export async function anotherServer(t: Ending, settings: Readonly<Record<string, string>> = {}, logTo?: { write(line: string): boolean }) {
  const assembly = await openAssembly(settings, logTo)
  t.after(() => assembly.close())
  return assembly
}

/** The one assembly of this test process, as the app really is: its roles, its pools, its routes. */
async function openAssembly(settings: Readonly<Record<string, string>> = {}, logTo?: { write(line: string): boolean }): Promise<Assembly> {
  const databaseUrl = process.env['MUSTER_TEST_DATABASE']
  const dataDir = process.env['MUSTER_TEST_DIR']
  assert(databaseUrl && dataDir, 'Integration tests need their database: run them with `npm test -- path/of.test.ts`')
  const config = readConfig({
    RATE_LIMIT_PER_MINUTE: '0',
    RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
    // How busy the machine of a test is says nothing about the server.
    MAX_EVENT_LOOP_DELAY_MS: '0',
    DATABASE_POOL: '12',
    MUSTER_DATA_DIR: dataDir,
    DEMO: 'false',
    ...settings,
  })
  const lines = logTo ?? (process.env['MUSTER_TEST_LOG'] ? process.stderr : { write: () => true })
  return assemble({
    config,
    databaseUrl,
    dataDir,
    tokenSecret,
    log: makeLog(logTo ? 'trace' : 'error', lines),
    clock: () => frozen ?? new Date(),
    migrate: false,
  })
}

async function makePerson(assembly: Assembly, companyId: string, grants: readonly string[], options: PersonOptions): Promise<Client> {
  const { system } = assembly.deps
  const [userId, employeeId] = [newId(), options.employee === false ? null : newId()]
  const { firstName = 'Pat', lastName = `Person ${userId.slice(-6)}`, joinedOn = '2020-01-06' } = options
  const email = `${userId}@people.test`
  await asSystem(system, async (db) => {
    await db.insertInto('userAccount').values({ companyId, id: userId, email, firstName, lastName }).execute()
    if (grants.length > 0) {
      await db
        .insertInto('accessGrant')
        .values(grants.map((grant) => ({ companyId, id: newId(), userId, ...grantOf(grant) })))
        .execute()
    }
    if (employeeId) {
      await db
        .insertInto('employee')
        .values({ companyId, id: employeeId, userId, employeeNumber: userId.slice(-12), firstName, lastName, joinedOn })
        .execute()
      const { managerId = null, departmentId = null, branchId = null } = options
      await db
        .insertInto('employment')
        .values({ companyId, id: newId(), employeeId, firstDay: joinedOn, managerId, departmentId, branchId })
        .execute()
      for (const [code, quantity] of Object.entries(options.balance ?? {})) {
        const type = await db
          .selectFrom('leaveType')
          .select('id')
          .where('companyId', '=', companyId)
          .where('code', '=', code)
          .executeTakeFirstOrThrow()
        const year = (frozen ?? new Date()).getUTCFullYear()
        const lotId = newId()
        await db
          .insertInto('leaveLot')
          .values({ companyId, id: lotId, employeeId, typeId: type.id, validFrom: `${year}-01-01`, validTo: `${year + 1}-12-31` })
          .execute()
        await db
          .insertInto('leaveLedger')
          .values({
            companyId,
            id: newId(),
            employeeId,
            typeId: type.id,
            lotId,
            kind: 'grant',
            day: `${year}-01-01`,
            quantity,
            createdAt: new Date().toISOString(),
          })
          .execute()
      }
    }
  })
  return clientOf(assembly, { token: await signInAs(assembly, companyId, userId), userId, employeeId, companyId, email })
}

function grantOf(grant: string) {
  const [permission, asked] = grant.split(':') as [string, Reach | undefined]
  const declared = modules.flatMap((module) => module.permissions).find(({ code }) => code === permission)
  assert(declared, `No module declares the permission ${permission}`)
  return { permission, reach: asked ?? declared.reaches.at(-1)! }
}

/** A session as signing in makes it, without the password. */
export async function signInAs({ deps }: Assembly, companyId: string, userId: string): Promise<string> {
  const sessionId = newId()
  const now = new Date().toISOString()
  const provedAt = deps.clock().toISOString()
  await asSystem(deps.system, (db) =>
    db.insertInto('session').values({ companyId, id: sessionId, userId, createdAt: now, lastUsedAt: now, provedAt }).execute(),
  )
  return (await deps.tokens.sign({ companyId, userId, sessionId })).accessToken
}
