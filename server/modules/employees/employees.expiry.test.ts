import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { remindOfExpiry } from './employees.expiry.jobs.ts'
import { enqueueReminders } from './employees.expiry.service.ts'
import { addDocument, changeDocument, listExpiring, removeDocument } from './employees.private.contract.ts'

const today = new Date().toISOString().slice(0, 10)
/** The last day of the documents of these tests. */
const lastDay = addDays(today, 90)

async function office(t: TestContext) {
  const w = await world(t, { timeZone: 'UTC' })
  const { deps } = w.assembly
  const hr = await w.as(['employee.read-personal', 'employee.update-records', 'employee.read'], { firstName: 'Hana' })
  const mei = await w.as(['employee.read-personal:own', 'employee.update-records:own'], { firstName: 'Mei', lastName: 'Chen' })
  const add = async (of: Client, expiresOn = lastDay) => {
    const body = { kind: 'passport', number: 'SECRET-NUMBER', expiresOn } as const
    return (await of(addDocument, { params: { id: of.employeeId }, body })).data.document
  }
  /** What the job sends on a day that far from the end, by who gets it. */
  const run = async (daysLeft: number) => {
    w.at(`${addDays(lastDay, -daysLeft)}T01:40:00Z`)
    await remindOfExpiry(deps)
    await w.runJobs()
  }
  const subjectsTo = async (who: { email: string }) =>
    (await deps.mailer.list(500))
      .filter(({ to, subject }) => to === who.email && /pass?por/i.test(subject))
      .map(({ subject }) => subject)
      .reverse()
  return { ...w, hr, mei, add, run, subjectsTo, deps }
}

test('the person and whoever sees personal data over the company are told 60, 30 and 7 days before and on the day, once each', async (t) => {
  const { admin, hr, mei, as, add, run, subjectsTo, deps } = await office(t)
  const lead = await as(['employee.read-personal:team', 'employee.read'])
  await add(mei)
  for (const daysLeft of [61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0, -1, -7, -8]) await run(daysLeft)
  const ends = ['in 60 days', 'in 30 days', 'in 7 days', 'today']
  assert.deepEqual(
    await subjectsTo(mei),
    ends.map((end) => `Your passport expires ${end}`),
  )
  for (const who of [hr, admin])
    assert.deepEqual(
      await subjectsTo(who),
      ends.map((end) => `Mei Chen’s passport expires ${end}`),
    )
  assert.deepEqual(await subjectsTo(lead), [])
  const mail = (await deps.mailer.list(500)).find(({ to }) => to === mei.email)!
  for (const part of ['Hello Mei,', lastDay, `/people/${mei.employeeId}`]) assert(mail.text.includes(part), part)
  assert(!JSON.stringify(mail).includes('SECRET-NUMBER'))
})

test('a job that runs twice, or in several workers at once, sends nothing twice', async (t) => {
  const { mei, hr, add, run, subjectsTo, at, companyId, deps } = await office(t)
  for (let count = 0; count < 12; count += 1) await add(mei)
  at(`${addDays(lastDay, -60)}T01:40:00Z`)
  const work = () => deps.door.enterAsSystem(companyId, (ctx) => enqueueReminders(ctx, null))
  await Promise.all([work(), work(), work(), work()])
  await run(60)
  assert.equal((await subjectsTo(mei)).length, 12)
  assert.equal((await subjectsTo(hr)).length, 12)
})

test('every document is found, however many there are', async (t) => {
  const { mei, rows, run } = await office(t)
  await rows(
    `insert into identity_document (company_id, id, employee_id, kind, number, expires_on)
     select $company, gen_random_uuid(), $1, 'visa', 'x', $2 from generate_series(1, 450)`,
    mei.employeeId,
    lastDay,
  )
  await rows(`delete from access_grant where company_id = $company and permission = 'employee.read-personal'`)
  await rows(`update employee set user_id = null where company_id = $company and id = $1`, mei.employeeId)
  await run(30)
  const [found] = await rows<{ count: number }>(
    `select count(*) as count from identity_document where company_id = $company and reminded_for = 30`,
  )
  assert.equal(found!.count, 450)
})

test('of what was missed while nothing ran only the nearest is sent, also just after the end, and nothing long after it', async (t) => {
  const { mei, add, run, subjectsTo } = await office(t)
  await add(mei)
  await run(20)
  assert.deepEqual(await subjectsTo(mei), ['Your passport expires in 20 days'])
  await run(-2)
  assert.deepEqual((await subjectsTo(mei)).slice(1), ['Your passport has expired'])
})

test('a document that was over long ago when it was entered is not spoken of', async (t) => {
  const { mei, add, subjectsTo, deps, runJobs } = await office(t)
  await add(mei, addDays(today, -8))
  await remindOfExpiry(deps)
  await runJobs()
  assert.deepEqual(await subjectsTo(mei), [])
  await add(mei, addDays(today, -7))
  await remindOfExpiry(deps)
  await runJobs()
  assert.deepEqual(await subjectsTo(mei), ['Your passport has expired'])
})

test('another day of expiry starts the reminders anew; any other change does not', async (t) => {
  const { mei, add, run, subjectsTo, rows, deps } = await office(t)
  const { id } = await add(mei, addDays(today, 20))
  const change = (body: { note?: string; expiresOn?: string }) =>
    mei(changeDocument, { params: { id: mei.employeeId, recordId: id }, body }).then(({ status }) => assert.equal(status, 200))
  const reminded = async () =>
    (
      await rows<{ remindedFor: number | null }>(`select reminded_for as "remindedFor" from identity_document where company_id = $company`)
    )[0]!.remindedFor
  await remindOfExpiry(deps)
  assert.equal(await reminded(), 30)
  await change({ note: 'seen', expiresOn: addDays(today, 20) })
  assert.equal(await reminded(), 30)
  await change({ expiresOn: lastDay })
  assert.equal(await reminded(), null)
  await run(60)
  assert.deepEqual(await subjectsTo(mei), ['Your passport expires in 60 days'], 'the mail of the day that was corrected is not sent')
})

test('nobody hears of a document that was removed, of somebody who has left, or after they lost the right to know', async (t) => {
  const { mei, hr, add, rows, deps, subjectsTo, runJobs, as, run } = await office(t)
  const gone = await as(['employee.read-personal:own', 'employee.update-records:own'])
  await add(gone)
  await rows(`update employee set status = 'left', left_on = current_date where company_id = $company and id = $1`, gone.employeeId)
  await add(mei, addDays(today, 5))
  const removed = await add(mei, addDays(today, 6))
  await remindOfExpiry(deps)
  assert.equal((await mei(removeDocument, { params: { id: mei.employeeId, recordId: removed.id } })).status, 200)
  await rows(`delete from access_grant where company_id = $company and user_id = $1`, hr.userId)
  await runJobs()
  assert.deepEqual(await subjectsTo(mei), ['Your passport expires in 5 days'])
  assert.deepEqual(await subjectsTo(hr), [])
  await run(60)
  assert.deepEqual(await subjectsTo(gone), [])
})

test('each is written to in their own language, and in the company’s without one', async (t) => {
  const { admin, mei, hr, rows, add, run, subjectsTo } = await office(t)
  await admin(updateSettings, { body: { language: 'id' } })
  await rows(`update user_account set language = 'en' where company_id = $company and id = $1`, mei.userId)
  await add(mei)
  await run(7)
  assert.deepEqual(await subjectsTo(mei), ['Your passport expires in 7 days'])
  assert.deepEqual(await subjectsTo(hr), ['Paspor Mei Chen berakhir dalam 7 hari'])
})

test('what expires is listed for whoever sees personal data of those people, soonest first, without what was renewed', async (t) => {
  const { hr, mei, as, add } = await office(t)
  const lead = await as(['employee.read-personal:team', 'employee.read'])
  const below = await as(['employee.read'], { firstName: 'Budi', managerId: lead.employeeId })
  const other = (who: Client, kind: 'visa' | 'id-card' | 'work-permit', expiresOn: string) =>
    hr(addDocument, { params: { id: who.employeeId }, body: { kind, number: 'SECRET-NUMBER', expiresOn } })
  await add(mei, addDays(today, -3))
  await other(mei, 'visa', addDays(today, 7))
  await other(mei, 'id-card', addDays(today, 61))
  await other(mei, 'work-permit', addDays(today, -400))
  await other(mei, 'work-permit', addDays(today, 60))
  await other(below, 'visa', addDays(today, 30))

  const { documents, counters, pagination } = (await hr(listExpiring, { query: { limit: 3 } })).data
  assert.deepEqual(counters, { expired: 1, week: 1, month: 1, later: 1 })
  assert.equal(pagination.total, 4)
  assert.deepEqual(
    documents.map(({ firstName, kind, expiresOn }) => [firstName, kind, expiresOn]),
    [
      ['Mei', 'passport', addDays(today, -3)],
      ['Mei', 'visa', addDays(today, 7)],
      ['Budi', 'visa', addDays(today, 30)],
    ],
  )
  assert(!JSON.stringify(documents).includes('SECRET-NUMBER'))
  // The team of who leads it, one's own, nobody's.
  assert.deepEqual(
    (await lead(listExpiring)).data.documents.map(({ firstName }) => firstName),
    ['Budi'],
  )
  assert.equal((await mei(listExpiring)).data.pagination.total, 3)
  assert.equal((await below(listExpiring)).status, 403)
})
