import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays } from '../server/core/dates.ts'
import { adjustBalance, getBalances } from '../server/modules/leave/leave.balance.contract.ts'
import { cancelLeave, changeLeave } from '../server/modules/leave/leave.change.contract.ts'
import { approveLeave, previewLeave, rejectLeave, submitLeave, withdrawLeave } from '../server/modules/leave/leave.contract.ts'
import { encash } from '../server/modules/leave/leave.earned.contract.ts'
import { tasks } from '../server/modules/leave/leave.jobs.ts'
import { assignPolicy, createPolicy } from '../server/modules/leave/leave.policy.contract.ts'
import { createType } from '../server/modules/leave/leave.type.contract.ts'
import { startYearEnd, undoYearEnd } from '../server/modules/leave/leave.year-end.contract.ts'
import { clientOf } from './client.ts'
import { signInAs, world } from './world.ts'
import type { Client } from './world.ts'

export const kind = fc.record({
  crediting: fc.constantFrom('front' as const, 'earned' as const),
  period: fc.constantFrom('week' as const, 'half-month' as const, 'month' as const, 'quarter' as const, 'half-year' as const),
  creditOn: fc.constantFrom('first' as const, 'last' as const),
  yearlyAmount: fc.integer({ min: 4, max: 30 }).map(String),
  roundingStep: fc.constantFrom('0' as const, '0.25' as const, '0.5' as const, '1' as const),
  minBalance: fc.constantFrom('0', '-3'),
  nonWorkingDays: fc.constantFrom('skip' as const, 'count' as const, 'sandwich' as const),
  carryOver: fc.constantFrom(
    { carryOver: 'none' as const },
    { carryOver: 'all' as const },
    { carryOver: 'limited' as const, carryLimit: '3', carryExpiresAfterDays: 90 },
  ),
})
type Kind = typeof kind extends fc.Arbitrary<infer K> ? K : never

const pick = fc.nat(99)
const span = { who: fc.nat(1), type: fc.nat(1), ahead: fc.integer({ min: -3, max: 120 }), length: fc.nat(6), half: fc.boolean() }
export const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), ...span }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('there-and-back' as const), ...span, way: fc.constantFrom('reject', 'withdraw', 'cancel') }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('decide' as const), pick, approves: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      pick,
      from: fc.integer({ min: -2, max: 3 }),
      to: fc.integer({ min: -3, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      who: fc.nat(1),
      type: fc.nat(1),
      quarters: fc.integer({ min: -20, max: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('encash' as const),
      who: fc.nat(1),
      type: fc.nat(1),
      quarters: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), isUndone: fc.boolean() }) },
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never
type Open = { id: string; who: number; typeId: string; firstDay: string; lastDay: string; state: 'pending' | 'approved' }

/** Two kinds of leave by a policy for two people, from 1 January 2025 on; HR acts for others, a boss decides. */
export async function company(t: TestContext, kinds: readonly Kind[]) {
  const w = await world(t)
  let today = '2025-01-01'
  w.at(`${today}T09:00:00Z`)
  const people = [await w.as(['leave.request', 'leave.read:own']), await w.as(['leave.request', 'leave.read:own'])]
  const hr = await w.as(['leave.adjust', 'leave.manage', 'leave.request', 'leave.read', 'leave.configure'])
  const boss = await w.as(['leave.approve', 'leave.read'])
  const typeIds: string[] = []
  for (const [index, { carryOver, minBalance, nonWorkingDays, roundingStep }] of kinds.entries()) {
    const settings = { minBalance, nonWorkingDays, roundingStep, encashable: true, ...carryOver }
    const made = await hr(createType, { body: { code: `kind-${index}`, name: `Kind ${index}`, ...settings } })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    typeIds.push(made.data.type.id)
  }
  const entitlements = kinds.map(({ crediting, period, creditOn, yearlyAmount }, index) => ({
    typeId: typeIds[index]!,
    crediting,
    period,
    creditOn,
    yearlyAmount,
  }))
  const { policy } = (await hr(createPolicy, { body: { name: 'Everybody', entitlements } })).data
  const assigned = await hr(assignPolicy, {
    params: { id: policy.id },
    body: { firstDay: '2025-01-01', employeeIds: people.map(({ employeeId }) => employeeId) },
  })
  assert.equal(assigned.status, 200, JSON.stringify(assigned.json))
  const job = (name: string) => tasks.find((task) => task.name === name)!.run(w.assembly.deps, { companyId: w.companyId })
  const entries = async () =>
    (await w.rows<{ count: number }>('select count(*)::int as count from leave_ledger where company_id = $company'))[0]!.count
  /** What is due is written, by two workers, and a third time for nothing. */
  const credit = async () => {
    await Promise.all([job('leave-grant'), job('leave-grant')])
    const once = await entries()
    await job('leave-grant')
    assert.equal(await entries(), once, 'a job that ran again wrote something')
  }
  await credit()
  const c = { ...w, people, hr, boss, typeIds, kinds, job, credit, day: () => today, open: [] as Open[] }
  const anew = async (who: Client) => clientOf(w.assembly, { ...who, token: await signInAs(w.assembly, w.companyId, who.userId) })
  return Object.assign(c, {
    balance: async (who: Client, typeId: string, asOf = today) => {
      const { data } = await c.hr(getBalances, { params: { employeeId: who.employeeId }, query: { asOf } })
      return data.balances.find((one) => one.typeId === typeId)!
    },
    /** Days pass, and everybody signs in again. */
    async wait(days: number) {
      today = addDays(today, days)
      w.at(`${today}T09:00:00Z`)
      for (const [index, who] of c.people.entries()) c.people[index] = await anew(who)
      c.hr = await anew(c.hr)
      c.boss = await anew(c.boss)
    },
  })
}
export type Company = Awaited<ReturnType<typeof company>>

export const asked = (
  c: Company,
  { who, type, ahead, length, half }: { who: number; type: number; ahead: number; length: number; half: boolean },
) => {
  const firstDay = addDays(c.day(), ahead)
  const lastDay = addDays(firstDay, length)
  return { who, body: { typeId: c.typeIds[type]!, firstDay, lastDay, ...(half && { startsAt: 'noon' as const }) } }
}

/** Asks as the preview says: the same cost, the same refusal, the balance that it foretold. */
async function ask(c: Company, nth: number, body: ReturnType<typeof asked>['body']) {
  const who = c.people[nth]!
  const { preview } = (await who(previewLeave, { body })).data
  const answer = await who(submitLeave, { body })
  assert.equal(answer.status === 201 ? null : answer.error.code, preview.refusal?.code ?? null)
  if (answer.status !== 201) return undefined
  const { id, quantity } = answer.data.request
  assert.equal(quantity, preview.quantity)
  const asOf = body.firstDay > c.day() ? body.firstDay : c.day()
  assert.equal((await c.balance(who, body.typeId, asOf)).available, preview.availableAfter)
  return { id, who: nth, typeId: body.typeId, firstDay: body.firstDay, lastDay: body.lastDay, state: 'pending' as const }
}

export async function perform(c: Company, one: Act) {
  const remove = (gone: Open) => c.open.splice(c.open.indexOf(gone), 1)
  const chosen = 'pick' in one ? c.open[one.pick % Math.max(1, c.open.length)] : undefined
  if ('pick' in one && !chosen) return
  if (one.do === 'ask') {
    const { who, body } = asked(c, one)
    const request = await ask(c, who, body)
    if (request) c.open.push(request)
  } else if (one.do === 'there-and-back') {
    const { who, body } = asked(c, one)
    const days = [c.day(), body.firstDay, body.lastDay, addDays(body.lastDay, 40)]
    const person = c.people[who]!
    const before = await Promise.all(days.map((day) => c.balance(person, body.typeId, day)))
    const request = await ask(c, who, body)
    if (!request) return
    const params = { id: request.id }
    if (one.way === 'reject') await c.boss(rejectLeave, { params, body: { comment: 'No' } })
    else if (one.way === 'withdraw') await person(withdrawLeave, { params })
    else {
      assert.equal((await c.boss(approveLeave, { params, body: {} })).status, 200)
      assert.equal((await c.hr(cancelLeave, { params, body: { comment: 'No' } })).status, 200)
    }
    assert.deepEqual(await Promise.all(days.map((day) => c.balance(person, body.typeId, day))), before)
  } else if (one.do === 'decide') {
    const params = { id: chosen!.id }
    const answer = one.approves
      ? await c.boss(approveLeave, { params, body: {} })
      : await c.boss(rejectLeave, { params, body: { comment: 'No' } })
    assert.equal(answer.status, chosen!.state === 'pending' ? 200 : 409)
    if (chosen!.state === 'pending' && one.approves) chosen!.state = 'approved'
    else if (chosen!.state === 'pending') remove(chosen!)
  } else if (one.do === 'withdraw') {
    const { status } = await c.people[chosen!.who]!(withdrawLeave, { params: { id: chosen!.id } })
    assert.equal(status, chosen!.state === 'pending' || chosen!.firstDay > c.day() ? 200 : 409)
    if (status === 200) remove(chosen!)
  } else if (one.do === 'cancel') {
    assert.equal((await c.hr(cancelLeave, { params: { id: chosen!.id }, body: { comment: 'No' } })).status, 200)
    remove(chosen!)
  } else if (one.do === 'change') {
    const [firstDay, lastDay] = [addDays(chosen!.firstDay, one.from), addDays(chosen!.lastDay, one.to)]
    const answer = await c.hr(changeLeave, { params: { id: chosen!.id }, body: { firstDay, lastDay, startsAt: 'start' } })
    assert([200, 409, 422].includes(answer.status), JSON.stringify(answer.json))
    if (answer.status === 200) Object.assign(chosen!, { firstDay, lastDay })
  } else if (one.do === 'adjust' || one.do === 'encash') {
    const employeeId = c.people[one.who]!.employeeId
    const of = { typeId: c.typeIds[one.type]!, quantity: new Decimal(one.quarters).div(4).toFixed() }
    const answer =
      one.do === 'adjust'
        ? await c.hr(adjustBalance, { params: { employeeId }, body: { ...of, reason: 'Counted again' } })
        : await c.hr(encash, { body: { employeeId, ...of, unitRate: '10' } })
    assert([200, 201, 422].includes(answer.status), JSON.stringify(answer.json))
  } else if (one.do === 'wait') {
    await c.wait(one.days)
    await c.credit()
  } else {
    const lastDay = `${Number(c.day().slice(0, 4)) - 1}-12-31`
    const started = await c.hr(startYearEnd, { body: { lastDay } })
    if (started.status !== 202) return
    await Promise.all([c.job('leave-year-end'), c.job('leave-year-end')])
    if (!one.isUndone) return
    const undone = await c.hr(undoYearEnd, { params: { id: started.data.yearEnd.id } })
    assert([202, 422].includes(undone.status), JSON.stringify(undone.json))
    await Promise.all([c.job('leave-year-end'), c.job('leave-year-end')])
  }
}
