import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Actor } from '../server/core/access.ts'
import { buildApp } from '../server/core/app.ts'
import type { Ctx } from '../server/core/context.ts'
import { Nothing } from '../server/core/contract.ts'
import { systemRequest } from '../server/core/context.ts'
import { refuseStrongRole } from '../server/core/db.ts'
import type { DB } from '../server/core/db.ts'
import { newId } from '../server/core/ids.ts'
import type { Module } from '../server/core/module.ts'
import { listEmployees } from '../server/modules/employees/employees.list.contract.ts'
import { createDepartment } from '../server/modules/organization/organization.contract.ts'
import { clientOf } from './client.ts'
import type { Client } from './client.ts'
import { connect } from './database.ts'
import { anotherServer, world } from './world.ts'
import type { World } from './world.ts'

type AnyCtx = Ctx<keyof DB>
const insertDepartment = (ctx: AnyCtx, code: string) =>
  ctx.tx.insertInto('department').values({ companyId: ctx.companyId, id: newId(), code, name: code }).execute()
const codesOf = async ({ rows }: World) =>
  (await rows<{ code: string }>('select code from department where company_id = $company order by code')).map(({ code }) => code)
const signatureOf = async ({ assembly }: World, client: Client) => {
  const { userId, sessionId } = await assembly.deps.tokens.verify(client.token)
  return { userId, sessionId }
}

test('a database handle is refused once its transaction has ended', async (t) => {
  const { assembly, companyId } = await world(t)
  const read = (ctx: AnyCtx) => ctx.tx.selectFrom('branch').select('id').where('companyId', '=', ctx.companyId).execute()
  const kept: AnyCtx[] = []
  await assembly.deps.door.enterAsSystem(companyId, async (ctx) => {
    kept.push(ctx)
    assert.equal((await read(ctx)).length, 1)
  })
  const failing = assembly.deps.door.enterAsSystem(companyId, async (ctx) => {
    kept.push(ctx)
    throw new Error('as the work may')
  })
  await assert.rejects(failing, /as the work may/)
  for (const ctx of kept) await assert.rejects(read(ctx), /after its transaction ended/)
})

test('what a work writes before it fails is not there afterwards', async (t) => {
  const company = await world(t)
  const work = company.assembly.deps.door.enterAsSystem(company.companyId, async (ctx) => {
    await insertDepartment(ctx, 'HALF')
    throw new Error('half way')
  })
  await assert.rejects(work, /half way/)
  assert.deepEqual(await codesOf(company), [])
})

test('a GET, and a POST that only computes, cannot write whatever their handlers try', async (t) => {
  const company = await world(t)
  const { assembly } = company
  const config = { access: 'self' } as const
  const schema = { summary: 'Tries to write', response: { 200: Nothing } }
  const write = async (ctx: AnyCtx) => {
    await insertDepartment(ctx, newId().slice(-12))
    return {}
  }
  const trying: Module = {
    name: 'trying',
    title: 'Tries to write',
    permissions: [],
    events: [],
    routes(app) {
      app.route({ method: 'GET', url: '/try/get', config, schema, handler: (req) => req.company(write) })
      app.route({
        method: 'POST',
        url: '/try/compute',
        config: { ...config, readOnly: true },
        schema,
        handler: (req) => req.company(write),
      })
      app.route({ method: 'POST', url: '/try/post', config, schema, handler: (req) => req.company(write) })
    },
  }
  const app = await buildApp(assembly.deps, [trying], {
    database: assembly.deps.system.pool,
    pool: assembly.pool,
    redis: null,
    isClosing: () => false,
  })
  t.after(() => app.fastify.close())
  const { raw } = clientOf({ ...assembly, app }, { ...company.admin })
  assert.equal((await raw('GET', 'try/get')).status, 500)
  assert.equal((await raw('POST', 'try/compute')).status, 500)
  assert.deepEqual(await codesOf(company), [])
  assert.equal((await raw('POST', 'try/post')).status, 200)
  assert.equal((await codesOf(company)).length, 1)
})

test('a deadlock is run again and both works are done once', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  await door.enterAsSystem(company.companyId, async (ctx) => {
    for (const code of ['A', 'B']) await insertDepartment(ctx, code)
  })
  let runs = 0
  const both = Promise.withResolvers<void>()
  const rename = (first: string, second: string) =>
    door.enterAsSystem(company.companyId, async (ctx) => {
      const touch = (code: string) =>
        ctx.tx
          .updateTable('department')
          .set((eb) => ({ version: eb('version', '+', 1) }))
          .where('companyId', '=', ctx.companyId)
          .where('code', '=', code)
          .execute()
      await touch(first)
      // Each holds its first row before either asks for the other's.
      if (++runs === 2) both.resolve()
      await both.promise
      await touch(second)
    })
  await Promise.all([rename('A', 'B'), rename('B', 'A')])
  assert(runs > 2, 'one of the two was the victim and ran again')
  assert.deepEqual(await company.rows('select version from department where company_id = $company'), [{ version: 3 }, { version: 3 }])
})

test('a serialization failure is run again, up to three times', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  await door.enterAsSystem(company.companyId, (ctx) => insertDepartment(ctx, 'A'))
  const raise = (disturbances: number) => {
    let runs = 0
    const done = door.enterAsSystem(company.companyId, async (ctx) => {
      runs += 1
      await sql`set transaction isolation level repeatable read`.execute(ctx.tx)
      const { version } = await ctx.tx
        .selectFrom('department')
        .select('version')
        .where('companyId', '=', ctx.companyId)
        .executeTakeFirstOrThrow()
      if (runs <= disturbances) await company.rows('update department set version = version + 1 where company_id = $company')
      await ctx.tx
        .updateTable('department')
        .set({ version: version + 1 })
        .where('companyId', '=', ctx.companyId)
        .execute()
    })
    return done.then(
      () => runs,
      (error: { code: string }) => `${error.code} after ${runs}`,
    )
  }
  assert.equal(await raise(0), 1)
  assert.equal(await raise(3), 4)
  assert.equal(await raise(9), '40001 after 4')
})

test('a right that is given or taken on one server holds in the next request on every server, 100 times over', async (t) => {
  const company = await world(t)
  const other = await anotherServer(t)
  const person = await company.as([])
  const servers = [person, clientOf(other, person)]
  const change = (server: number, change: (ctx: AnyCtx) => Promise<unknown>) =>
    [company.assembly, other][server]!.deps.door.enterAsSystem(company.companyId, async (ctx) => {
      await change(ctx)
      await ctx.raiseAccessVersion()
    })
  const statuses = () => Promise.all(servers.map(async (client) => (await client(listEmployees)).status))
  for (let pair = 0; pair < 100; pair += 1) {
    const grant = { companyId: company.companyId, id: newId(), userId: person.userId, permission: 'employee.read', reach: 'company' }
    await change(pair % 2, (ctx) => ctx.tx.insertInto('accessGrant').values(grant).execute())
    assert.deepEqual(await statuses(), [200, 200], `given, ${pair}`)
    await change((pair >> 1) % 2, (ctx) =>
      ctx.tx.deleteFrom('accessGrant').where('companyId', '=', ctx.companyId).where('id', '=', grant.id).execute(),
    )
    assert.deepEqual(await statuses(), [403, 403], `taken, ${pair}`)
  }
})

test('work done with rights that were taken meanwhile leaves no row behind', async (t) => {
  const company = await world(t)
  const other = await anotherServer(t)
  const person = await company.as(['organization.manage', 'organization.read'])
  const elsewhere = clientOf(other, person)
  assert.equal((await elsewhere(createDepartment, { body: { code: 'FIRST', name: 'With rights' } })).status, 201)
  await revokeAll(company, person)
  const refused = await elsewhere(createDepartment, { body: { code: 'SECOND', name: 'Without' } })
  assert.equal(refused.status, 403)
  assert.deepEqual(await codesOf(company), ['FIRST'])
  assert.deepEqual(await company.rows(`select 1 from domain_event where company_id = $company and after->>'code' = 'SECOND'`), [])
})

test('work is rolled back and done again with the actor of now when rights changed under it', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  const person = await company.as(['organization.manage'])
  const signature = await signatureOf(company, person)
  await door.actorOf(company.companyId, signature, true)
  await revokeAll(company, person)
  const seen: Actor[] = []
  await door.enter(
    { companyId: company.companyId, readOnly: false, request: systemRequest, signature, admit: () => undefined },
    async (ctx) => {
      seen.push(ctx.actor)
      await insertDepartment(ctx, `RUN${seen.length}`)
    },
  )
  assert.deepEqual(
    seen.map(({ permissions }) => [...permissions.keys()]),
    [['organization.manage'], []],
  )
  assert.deepEqual(await codesOf(company), ['RUN2'])
})

test('work that ran while its session was ended does not count', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  const signature = await signatureOf(company, company.admin)
  await door.actorOf(company.companyId, signature, true)
  await company.rows('update session set ended_at = now() where company_id = $company and id = $1', signature.sessionId)
  await assert.rejects(door.actorOf(company.companyId, signature, true), { status: 401, code: 'SESSION_ENDED' })
  const entry = { companyId: company.companyId, readOnly: false, request: systemRequest, signature, admit: () => undefined }
  await assert.rejects(
    door.enter(entry, (ctx) => insertDepartment(ctx, 'LATE')),
    { status: 401, code: 'SESSION_ENDED' },
  )
  assert.deepEqual(await codesOf(company), [])
})

test('a company that does not exist has no actor, and what is no id reaches no statement', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  const signature = await signatureOf(company, company.admin)
  await assert.rejects(door.actorOf(newId(), signature, false), { status: 401 })
  for (const id of ['', 'x', `${company.companyId}'`, `'; drop table plan; --`]) {
    await assert.rejects(
      door.enterAsSystem(id, () => Promise.resolve()),
      /needs the id of a company/,
    )
  }
})

test('transactions at the same time on the same connections never see another company', async (t) => {
  const companies = await Promise.all([world(t), world(t), world(t)])
  const [{ assembly }] = companies
  const turns = Array.from({ length: 120 }, (_, index) => companies[index % 3]!)
  const found = await Promise.all(
    turns.map(({ companyId }) =>
      assembly.deps.door.enterAsSystem(
        companyId,
        async (ctx) =>
          (await sql<{ id: string }>`select current_company() as id, (select count(*) from company) as seen`.execute(ctx.tx)).rows[0],
      ),
    ),
  )
  assert.deepEqual(
    found,
    turns.map(({ companyId }) => ({ id: companyId, seen: 1 })),
  )
})

test('a statement on a company table that does not name the company is refused', async (t) => {
  const { assembly, companyId } = await world(t)
  const tried = (statement: string) =>
    assembly.deps.door
      .enterAsSystem(companyId, (ctx) => sql.raw(statement).execute(ctx.tx))
      .then(
        () => 'taken',
        (error: Error) => error.message.split(':')[0],
      )
  for (const statement of [
    'select * from employee',
    `select * from employee where id = '${companyId}'`,
    'select * from employee e, company_state s where s.company_id = current_company()',
    'select * from employee e join employment t on t.employee_id = e.id where e.company_id = current_company()',
    'update employee set first_name = first_name',
    'delete from leave_request',
  ]) {
    assert.match((await tried(statement))!, /^This statement touches (employee|employment|leave_request) without company_id/, statement)
  }
  for (const statement of [
    `select * from employee where company_id = '${companyId}'`,
    `select * from employee e join employment t on t.company_id = '${companyId}' and t.employee_id = e.id where e.company_id = '${companyId}'`,
    'select * from plan',
  ]) {
    assert.equal(await tried(statement), 'taken', statement)
  }
})

test('a server refuses to start with a role that row security does not bind', async (t) => {
  const owner = await connect(t, null)
  await assert.rejects(refuseStrongRole(owner as never), /Muster refuses to run as/)
  await refuseStrongRole((await connect(t, 'muster_app')) as never)
})

/** Takes every grant of a person away, as another server would. */
async function revokeAll({ rows }: World, { userId }: Client) {
  await rows('delete from access_grant where company_id = $company and user_id = $1', userId)
  await rows('update company_state set access_version = access_version + 1 where company_id = $company')
}
