import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveTypes } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { eraseOldLeave } from './leave.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

test('documents and notes of leave go a day after the company keeps them; the request and its figures stay', async (t) => {
  const w = await world(t, { timeZone: 'UTC' })
  await w.admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const mei = await w.as([])
  const types = await leaveTypes(w)
  const request = async (endedDaysAgo: number) => {
    const id = newId()
    const last = addDays(today, -endedDaysAgo)
    await w.rows(
      `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, note, comment, created_at)
       values ($company, $1, $2, $3, $4, $4, 1, 'approved', 'Fever', 'Get well', now())`,
      id,
      mei.employeeId,
      types['sick'],
      last,
    )
    await w.rows(
      `insert into leave_document (company_id, id, employee_id, request_id, file_name, media_type, size, hash, content, uploaded_by, uploaded_at)
       values ($company, $1, $2, $3, 'note.pdf', 'application/pdf', 1, 'h', '\\x00', $4, now())`,
      newId(),
      mei.employeeId,
      id,
      mei.userId,
    )
    await w.rows(
      `insert into leave_encashment_request (company_id, id, employee_id, type_id, quantity, note, state, comment, decided_at, created_at)
       values ($company, $1, $2, $3, 1, 'For the roof', 'rejected', 'Not this year', $4, now())`,
      id,
      mei.employeeId,
      types['sick'],
      `${last}T23:59:59Z`,
    )
    return id
  }
  const stateOf = async (id: string) =>
    (
      await w.rows(
        `select r.note, r.comment, r.state, r.quantity::float as quantity, (select concat_ws('|', p.note, p.comment) from leave_encashment_request as p
           where p.company_id = r.company_id and p.id = r.id) as payout, (select count(*)::int from leave_document as d
           where d.company_id = r.company_id and d.request_id = r.id) as documents
         from leave_request as r where r.company_id = $company and r.id = $1`,
        id,
      )
    )[0]
  const [over, edge] = [await request(31), await request(30)]
  const run = () => eraseExpired(w.assembly.deps, eraseOldLeave)
  await Promise.all([run(), run()])
  await run()
  assert.deepEqual(await stateOf(over), { note: null, comment: null, state: 'approved', quantity: 1, payout: '', documents: 0 })
  assert.deepEqual(await stateOf(edge), {
    note: 'Fever',
    comment: 'Get well',
    state: 'approved',
    quantity: 1,
    payout: 'For the roof|Not this year',
    documents: 1,
  })
  const told = await w.rows<{ after: object }>(
    "select after from domain_event where company_id = $company and kind = 'company.data-erased'",
  )
  assert.deepEqual(
    told.map(({ after }) => after),
    [{ leaveDocuments: 1, leaveNotes: 1, payoutNotes: 1 }],
  )
})
