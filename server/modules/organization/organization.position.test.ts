import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createPosition, deletePosition, getPosition, listPositions, updatePosition } from './organization.position.contract.ts'
import { takeSeats } from './index.ts'

const add = async (client: Client, code: string, more: object = {}) =>
  (await client(createPosition, { body: { code, title: `Position ${code}`, ...more } })).data.position
const read = async ({ admin }: World, id: string) => (await admin(getPosition, { params: { id } })).data.position
const today = new Date().toISOString().slice(0, 10)

type Seat = { firstDay: string; lastDay?: string | null }

/** People who are not employed yet. */
async function hire({ rows }: World, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId)
  await rows(
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
     select $company, id, right(id::text, 12), 'A', 'B', '2020-01-01' from unnest($1::uuid[]) id`,
    ids,
  )
  return ids
}

/** Puts somebody on a position, as the module of employments does it. */
async function seat(w: World, positionId: string, { firstDay, lastDay = null }: Seat, someone?: string) {
  const [id, employeeId] = [newId(), someone ?? (await hire(w, 1))[0]!]
  await w.assembly.deps.door.enterAsSystem(w.companyId, async (ctx) => {
    await takeSeat(ctx, { positionId, firstDay, lastDay })
    await ctx.tx.insertInto('employment').values({ companyId: w.companyId, id, employeeId, firstDay, lastDay, positionId }).execute()
  })
  return id
}

/** Takes one seat, or throws why not. */
async function takeSeat(ctx: Parameters<typeof takeSeats>[0], ask: Parameters<typeof takeSeats>[1][number]) {
  const [found] = await takeSeats(ctx, [ask])
  if (found) throw fail.conflict(found.refusal.code, found.refusal.message, found.refusal.details)
}

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it was not refused'),
    (error: { code: string; details?: object }) => ({ code: error.code, details: error.details }),
  )

test('a position is added, read, changed and removed, and its story tells each step', async (t) => {
  const { admin } = await world(t)
  const lead = await add(admin, 'LEAD', { level: 2 })
  const created = await admin(createPosition, {
    body: { code: 'BE', title: ' Backend engineer ', reportsToId: lead.id, level: 4, headcount: 3, description: 'Builds it' },
  })
  assert.equal(created.status, 201)
  const { position } = created.data
  const params = { id: position.id }
  assert.deepEqual(position, {
    id: position.id,
    code: 'BE',
    title: 'Backend engineer',
    departmentId: null,
    branchId: null,
    reportsToId: lead.id,
    level: 4,
    description: 'Builds it',
    headcount: 3,
    filled: 0,
    vacant: 3,
    version: 1,
  })
  const changed = await admin(updatePosition, { params, body: { title: 'Engineer', headcount: null, version: 1 } })
  assert.deepEqual(changed.data.position, { ...position, title: 'Engineer', headcount: null, vacant: null, version: 2 })
  assert.equal((await admin(updatePosition, { params, body: { level: 1, version: 1 } })).error.code, 'STALE_VERSION')
  assert.deepEqual((await admin(deletePosition, { params })).data, {})
  assert.equal((await admin(getPosition, { params })).status, 404)
  const { entries } = (await admin(listEntity, { params: { type: 'position', id: position.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    ['Ada Admin added the position Backend engineer', 'Ada Admin changed the position Engineer', 'Ada Admin removed the position Engineer'],
  )
})

test('positions are filtered, searched and sorted, also by who is missing', async (t) => {
  const w = await world(t)
  const lead = await add(w.admin, 'A', { title: 'Zebra', level: 1, headcount: 1 })
  const full = await add(w.admin, 'B', { title: 'Yak', reportsToId: lead.id, headcount: 1, level: 2 })
  await add(w.admin, 'C', { title: 'Xerus', reportsToId: lead.id })
  await seat(w, full.id, { firstDay: '2020-01-06' })
  const codes = async (query: object) => (await w.admin(listPositions, { query })).data.positions.map(({ code }) => code)
  assert.deepEqual(await codes({}), ['C', 'B', 'A'])
  assert.deepEqual(await codes({ sort: 'level' }), ['A', 'B', 'C'])
  assert.deepEqual(await codes({ sort: '-filled' }), ['B', ...['A', 'C'].sort(byId(await idsOf(w)))])
  assert.deepEqual(await codes({ reportsToId: lead.id }), ['C', 'B'])
  assert.deepEqual(await codes({ vacant: true }), ['C', 'A'])
  assert.deepEqual(await codes({ vacant: false }), ['B'])
  assert.deepEqual(await codes({ q: 'yAk' }), ['B'])
  assert.deepEqual(await codes({ departmentId: newId() }), [])
})

const idsOf = async ({ admin }: World) => new Map((await admin(listPositions)).data.positions.map(({ code, id }) => [code, id]))
const byId = (ids: Map<string, string>) => (a: string, b: string) => (ids.get(a)! < ids.get(b)! ? -1 : 1)

test('a position cannot report to itself over any number of levels, nor stand at the end of too long a line', async (t) => {
  const { admin } = await world(t)
  const line = [await add(admin, 'P1')]
  for (let level = 2; level <= 15; level += 1) line.push(await add(admin, `P${level}`, { reportsToId: line.at(-1)!.id }))
  for (const below of [line[0]!, line[1]!, line[14]!]) {
    const { status, error } = await admin(updatePosition, { params: { id: line[0]!.id }, body: { reportsToId: below.id } })
    assert.deepEqual([status, error.code], [409, 'POSITION_CYCLE'])
  }
  const deeper = await admin(createPosition, { body: { code: 'P16', title: 'P', reportsToId: line[14]!.id } })
  assert.deepEqual([deeper.status, deeper.error.code, deeper.error.details], [409, 'POSITION_TOO_DEEP', { levels: 16, limit: 15 }])
  const top = await add(admin, 'TOP')
  const moved = await admin(updatePosition, { params: { id: line[0]!.id }, body: { reportsToId: top.id } })
  assert.deepEqual([moved.status, moved.error.code], [409, 'POSITION_TOO_DEEP'], 'those who report move along')
})

test('two moves at once that would make a cycle of positions together: one is refused', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await add(w.admin, `A${round}`), await add(w.admin, `B${round}`)]
    const answers = await Promise.all([
      w.admin(updatePosition, { params: { id: a.id }, body: { reportsToId: b.id } }),
      w.admin(updatePosition, { params: { id: b.id }, body: { reportsToId: a.id } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409],
    )
    assert.equal(answers.find(({ status }) => status === 409)?.error.code, 'POSITION_CYCLE')
  }
})

test('twenty who take a seat at once: as many get one as there are', async (t) => {
  const w = await world(t)
  const { id } = await add(w.admin, 'BE', { headcount: 3 })
  const people = await hire(w, 20)
  const answers = await Promise.allSettled(people.map((one, index) => seat(w, id, { firstDay: addDays('2026-01-01', index) }, one)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 3)
  for (const answer of answers)
    if (answer.status === 'rejected') assert.equal((answer.reason as { code: string }).code, 'HEADCOUNT_EXCEEDED')
  const position = await read(w, id)
  assert.deepEqual([position.filled, position.vacant], [3, 0])
})

test('a seat is refused with the figures of the fullest day, and free again before and after it', async (t) => {
  const w = await world(t)
  const { id } = await add(w.admin, 'BE', { headcount: 1 })
  const held = await seat(w, id, { firstDay: '2025-03-01', lastDay: '2025-03-31' })
  assert.deepEqual(await refusalOf(seat(w, id, { firstDay: '2025-01-01' })), {
    code: 'HEADCOUNT_EXCEEDED',
    details: { headcount: 1, filled: 1, from: '2025-01-01', day: '2025-03-01' },
  })
  await seat(w, id, { firstDay: '2025-01-01', lastDay: '2025-02-28' })
  await seat(w, id, { firstDay: '2025-04-01' })
  const { door } = w.assembly.deps
  const again = (employmentId?: string) =>
    door.enterAsSystem(w.companyId, (ctx) =>
      takeSeat(ctx, { positionId: id, firstDay: '2025-03-10', lastDay: '2025-03-20', ...(employmentId && { employmentId }) }),
    )
  await again(held)
  assert.equal((await refusalOf(again())).code, 'HEADCOUNT_EXCEEDED')
  const nowhere = door.enterAsSystem(w.companyId, (ctx) => takeSeat(ctx, { positionId: newId(), firstDay: '2025-01-01', lastDay: null }))
  assert.equal((await refusalOf(nowhere)).code, 'REFERENCE_NOT_FOUND')
})

test('a headcount goes no lower than what is filled today or booked for a day to come', async (t) => {
  const w = await world(t)
  const { id } = await add(w.admin, 'BE', { headcount: 5 })
  const to = (headcount: number | null) => w.admin(updatePosition, { params: { id }, body: { headcount } })
  await seat(w, id, { firstDay: '2020-01-01' })
  await seat(w, id, { firstDay: '2020-01-01', lastDay: addDays(today, -1) })
  const start = addDays(today, 40)
  await seat(w, id, { firstDay: start })
  const low = await to(1)
  assert.deepEqual(
    [low.status, low.error.code, low.error.details],
    [409, 'HEADCOUNT_BELOW_FILLED', { headcount: 1, filled: 2, day: start }],
  )
  assert.deepEqual((await to(2)).data.position.headcount, 2)
  assert.deepEqual((await to(null)).data.position.vacant, null)
})

test('of lowering a headcount and taking the seat at once, one is refused', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 4; round += 1) {
    const { id } = await add(w.admin, `P${round}`, { headcount: 1 })
    const [lowered, taken] = await Promise.all([
      w.admin(updatePosition, { params: { id }, body: { headcount: 0 } }),
      seat(w, id, { firstDay: '2026-01-01' }).then(
        () => 'taken',
        ({ code }: { code: string }) => code,
      ),
    ])
    assert.equal(taken === 'taken', lowered.status === 409, `${lowered.status} ${taken}`)
    const { headcount, filled } = await read(w, id)
    assert(filled <= headcount!)
  }
})

test('a position that somebody holds or held, or to which another reports, is not removed', async (t) => {
  const w = await world(t)
  const lead = await add(w.admin, 'LEAD')
  const below = await add(w.admin, 'BE', { reportsToId: lead.id })
  await seat(w, below.id, { firstDay: '2020-01-01', lastDay: '2020-12-31' })
  const remove = async (id: string) => (await w.admin(deletePosition, { params: { id } })).error
  assert.deepEqual([(await remove(lead.id)).code, (await remove(lead.id)).details], ['POSITION_IN_USE', { people: 0, positions: 1 }])
  assert.deepEqual((await remove(below.id)).details, { people: 1, positions: 0 })
})

test('who may see positions may not change them; what is not there, or of another company, is refused alike', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const reader = await one.as('organization.read')
  const { id } = await add(one.admin, 'P')
  assert.equal((await reader(getPosition, { params: { id } })).status, 200)
  for (const [client, target, status] of [
    [reader, id, 403],
    [one.nobody, id, 401],
    [other.admin, id, 404],
    [other.admin, newId(), 404],
  ] as const) {
    assert.equal((await client(updatePosition, { params: { id: target }, body: { title: 'N' } })).status, status)
    assert.equal((await client(deletePosition, { params: { id: target } })).status, status)
  }
  assert.equal((await reader(createPosition, { body: { code: 'N', title: 'N' } })).status, 403)
  assert.equal((await one.admin(createPosition, { body: { code: 'P', title: 'N' } })).error.code, 'POSITION_CODE_TAKEN')
  for (const more of [{ reportsToId: newId() }, { departmentId: newId() }, { branchId: newId() }]) {
    assert.equal((await one.admin(createPosition, { body: { code: 'N', title: 'N', ...more } })).error.code, 'REFERENCE_NOT_FOUND')
  }
  const foreign = await other.admin(createPosition, { body: { code: 'N', title: 'N', reportsToId: id } })
  assert.deepEqual([foreign.status, foreign.error.code], [409, 'REFERENCE_NOT_FOUND'])
})
