import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { addDays, weekdayOf } from '../../core/dates.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { approveLeave, rejectLeave, withdrawLeave } from './leave.contract.ts'

const nextYear = new Date().getUTCFullYear() + 1
const monday = addDays(`${nextYear}-03-01`, (8 - weekdayOf(`${nextYear}-03-01`)) % 7)
const wednesday = addDays(monday, 2)

async function office(t: TestContext) {
  const w = await world(t)
  const boss = await w.as(['leave.approve', 'leave.read'], { firstName: 'Bo', lastName: 'Boss' })
  const mei = await w.as(['leave.request', 'leave.read:own'], {
    firstName: 'Mei',
    lastName: 'Chen',
    managerId: boss.employeeId,
    balance: { annual: '20' },
  })
  const { annual: typeId } = await leaveTypes(w)
  return { ...w, boss, mei, ask: () => requested(mei, { typeId, firstDay: monday, lastDay: wednesday }) }
}

/** Runs the jobs until each leave event of the company was handed on, by whichever process. */
async function delivered({ rows, runJobs }: World, events: number) {
  for (let done = 0; done < events;) {
    await runJobs()
    const [found] = await rows<{ done: number }>(
      `select count(*) as done from event_delivery where company_id = $company and subscriber = 'leave-mail'`,
    )
    done = found!.done
  }
}

const mailsTo = async ({ assembly }: World, address: string) => (await assembly.deps.mailer.list(500)).filter(({ to }) => to === address)

test('the manager is told of a new request, and the person of the decision, with dates, amount and comment', async (t) => {
  const { boss, mei, ask, mailTo } = await office(t)
  const { id } = await ask()
  const toBoss = await mailTo(boss.email)
  assert.equal(toBoss.subject, 'Mei Chen asks for 3 days of Annual leave')
  for (const part of ['Hello Bo,', monday, wednesday, `/inbox?request=${id}`]) assert.ok(toBoss.text.includes(part), part)
  await boss(approveLeave, { params: { id }, body: { comment: 'Enjoy <3' } })
  const toMei = await mailTo(mei.email)
  assert.equal(toMei.subject, 'Your Annual leave is approved')
  for (const part of ['Hello Mei,', '3 days', monday, wednesday, 'approved by Bo Boss', '“Enjoy <3”', `/leave?request=${id}`])
    assert.ok(toMei.text.includes(part), part)
  assert.ok(toMei.html.includes('Enjoy &lt;3'))
})

test('each is written to in their own language, and in the company’s without one', async (t) => {
  const { boss, mei, ask, admin, mailTo, rows } = await office(t)
  await admin(updateSettings, { body: { language: 'id' } })
  await rows(`update user_account set language = 'en' where company_id = $company and id = $1`, mei.userId)
  const { id } = await ask()
  const toBoss = await mailTo(boss.email)
  assert.equal(toBoss.subject, 'Mei Chen mengajukan Annual leave: 3 hari')
  await boss(rejectLeave, { params: { id }, body: { comment: 'The release is that week' } })
  const toMei = await mailTo(mei.email)
  assert.equal(toMei.subject, 'Your Annual leave is not approved')
  assert.ok(toMei.text.includes('“The release is that week”'))
})

test('a manager does not hear of what was taken back meanwhile, and nobody of a withdrawal', async (t) => {
  const w = await office(t)
  const { id } = await w.ask()
  await w.mei(withdrawLeave, { params: { id } })
  await delivered(w, 1)
  assert.deepEqual([await mailsTo(w, w.boss.email), await mailsTo(w, w.mei.email)], [[], []])
})

test('an event that is handed on again sends no second mail', async (t) => {
  const w = await office(t)
  await w.ask()
  await delivered(w, 1)
  const [event] = await w.rows<{ id: string }>(`select id from domain_event where company_id = $company and kind = 'leave.submitted'`)
  await w.assembly.deps.door.enterAsSystem(w.companyId, (ctx) => ctx.enqueue('deliver', { eventId: event!.id, subscriber: 'leave-mail' }))
  await w.runJobs()
  assert.equal((await mailsTo(w, w.boss.email)).length, 1)
})

test('without a manager, or with one who has no account, a request is made all the same', async (t) => {
  const w = await office(t)
  await w.rows(`update employee set user_id = null where company_id = $company and id = $1`, w.boss.employeeId)
  assert.equal((await w.ask()).state, 'pending')
  const loner = await w.as(['leave.request'], { balance: { annual: '5' } })
  const { annual: typeId } = await leaveTypes(w)
  await requested(loner, { typeId, firstDay: monday })
  await delivered(w, 2)
  assert.deepEqual(await mailsTo(w, w.boss.email), [])
})

test('the team is told of approved leave where its kind says so, without the kind', async (t) => {
  const { boss, mei, ask, as, admin, mailTo, rows, ...w } = await office(t)
  const names = { managerId: boss.employeeId, lastName: 'Team' }
  const [colleague, elsewhere] = [await as([], { ...names, firstName: 'Tom' }), await as([], { firstName: 'Else' })]
  await rows(`update leave_type set tells_team = true where company_id = $company`)
  const { id } = await ask()
  await boss(approveLeave, { params: { id }, body: {} })
  const mail = await mailTo(colleague.email)
  assert.equal(mail.subject, `Mei Chen is away, ${monday} to ${wednesday}`)
  assert.ok(!mail.text.includes('Annual'), mail.text)
  await w.runJobs()
  for (const { email } of [elsewhere, mei])
    assert.deepEqual(
      (await w.assembly.deps.mailer.list(500)).filter(({ to, subject }) => to === email && subject.includes('is away')),
      [],
    )
})
