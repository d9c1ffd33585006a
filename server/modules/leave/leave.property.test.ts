import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { act, asked, company, kind, perform } from '../../../tests/leave-years.ts'
import type { Company } from '../../../tests/leave-years.ts'
import { addDays } from '../../core/dates.ts'
import { readSheet } from '../../core/sheet.ts'
import { getBalances, myBalances } from './leave.balance.contract.ts'
import { approveLeave, submitLeave } from './leave.contract.ts'
import { balanceReport, balanceReportCsv, balanceReportXlsx } from './leave.report.contract.ts'

/** Companies to try; more with MUSTER_PROPERTY_RUNS. */
const numRuns = Number(process.env['MUSTER_PROPERTY_RUNS'] ?? 2)
const mostActs = Number(process.env['MUSTER_PROPERTY_ACTS'] ?? 16)

/** What must hold after every act. */
async function check(c: Company) {
  const ahead = await c.rows<{ employeeId: string; typeId: string; from: string; to: string; day: string; quantity: string }>(
    `select e.employee_id as "employeeId", e.type_id as "typeId", l.valid_from::text as "from", l.valid_to::text as "to", e.day::text as day, sum(e.quantity)::text as quantity
       from leave_ledger as e join leave_lot as l on l.company_id = e.company_id and l.id = e.lot_id
     where e.company_id = $company and e.request_id is not null group by 1, 2, 3, 4, 5 having sum(e.quantity) <> 0`,
  )
  for (const who of c.people) {
    for (const typeId of c.typeIds) {
      const { minBalance } = c.kinds[c.typeIds.indexOf(typeId)]!
      const leave = ahead.filter((one) => one.employeeId === who.employeeId && one.typeId === typeId)
      for (const day of new Set([c.day(), ...leave.map((one) => one.day).filter((one) => one > c.day())])) {
        const b = await c.balance(who, typeId, day)
        const sum = Decimal.sum(b.entitled, b.carriedIn, b.accrued, b.adjusted, b.compensatory)
        const spent = Decimal.sum(b.taken, b.held, b.expired, b.encashed)
        assert.equal(b.available, sum.minus(spent).toFixed(), 'the figures add up')
        // Leave of later dates is reserved already, but what is credited by then pays for it: by the end of a day it is not missing yet.
        const later = leave.filter((one) => one.day > day && one.from <= day && day <= one.to)
        const left = Decimal.sum(b.available, ...later.map(({ quantity }) => new Decimal(quantity).negated()))
        assert(left.gte(minBalance), `${left.toFixed()} on ${day} is below ${minBalance}`)
      }
    }
  }
  // What the ledger holds and has taken of each request is what the request says.
  const wrong = await c.rows(
    `select r.id, r.state, r.quantity, l.* from leave_request as r left join lateral (
       select coalesce(sum(- quantity) filter (where kind in ('hold', 'release')), 0) as held, coalesce(sum(- quantity) filter (where kind in ('taken', 'reversal')), 0) as taken
       from leave_ledger where company_id = r.company_id and request_id = r.id) as l on true
     where r.company_id = $company
       and (l.held <> case r.state when 'pending' then r.quantity else 0 end or l.taken <> case r.state when 'approved' then r.quantity else 0 end)`,
  )
  assert.deepEqual(wrong, [])
}

/** Every leave year that is over was credited its yearly amount, exactly. */
async function checkYears(c: Company) {
  const rows = await c.rows<{ typeId: string; validTo: string; credited: string }>(
    `select l.type_id as "typeId", l.valid_to::text as "validTo", trim_scale(sum(e.quantity))::text as credited from leave_lot as l
       join leave_ledger as e on e.company_id = l.company_id and e.lot_id = l.id and (e.kind in ('grant', 'accrual') or e.reverses in ('grant', 'accrual'))
     where l.company_id = $company and l.origin = 'grant' and l.valid_to < $1 group by l.id, l.type_id, l.valid_to`,
    c.day(),
  )
  for (const { typeId, validTo, credited } of rows) {
    const index = c.typeIds.indexOf(typeId)
    if (index >= 0) assert.equal(credited, c.kinds[index]!.yearlyAmount, `of the year until ${validTo}`)
  }
  return rows.length
}

/** Each balance is the same wherever it is asked for: of the person, of oneself, in the report and in both files (issue 7). */
async function checkEverywhere(c: Company) {
  for (const asOf of [addDays(c.day(), -200), c.day(), addDays(c.day(), 45)]) {
    const query = { asOf, limit: 100 }
    const { rows, pagination } = (await c.hr(balanceReport, { query })).data
    const files = await Promise.all([c.hr(balanceReportCsv, { query: { asOf } }), c.hr(balanceReportXlsx, { query: { asOf } })])
    const [csv, xlsx] = await Promise.all([linesOf(files[0].bytes), linesOf(files[1].bytes)])
    assert.deepEqual(xlsx, csv)
    assert.deepEqual([csv.length, pagination.total], [rows.length, rows.length])
    for (const who of c.people) {
      const { balances } = (await c.hr(getBalances, { params: { employeeId: who.employeeId }, query: { asOf } })).data
      assert.deepEqual((await who(myBalances, { query: { asOf } })).data.balances, balances)
      const counted = balances.filter(({ tracksBalance }) => tracksBalance)
      const reported = rows.filter(({ employee }) => employee.id === who.employeeId)
      assert.deepEqual(
        reported.map(({ balance }) => balance),
        counted,
      )
      const { employeeNumber } = reported[0]!.employee
      const inFile = csv.filter((line) => line['Number'] === employeeNumber)
      assert.deepEqual(
        inFile.map((line) => [line['Leave type'], line['As of'], ...fileFigures.map(([name]) => line[name])]),
        counted.map((balance) => [balance.typeName, asOf, ...fileFigures.map(([, figure]) => balance[figure])]),
      )
    }
  }
}

/** The lines of a file by their headings; a workbook ends a row with its last cell that is not blank. */
async function linesOf(content: Buffer): Promise<Record<string, string>[]> {
  const [heading = [], ...lines] = await Array.fromAsync(readSheet(content))
  return lines.map((line) => Object.fromEntries(heading.map((name, place) => [name, line[place] ?? ''])))
}

const fileFigures = [
  ['Entitled', 'entitled'],
  ['Carried in', 'carriedIn'],
  ['Accrued', 'accrued'],
  ['Adjusted', 'adjusted'],
  ['Compensatory', 'compensatory'],
  ['Taken', 'taken'],
  ['Held', 'held'],
  ['Expired', 'expired'],
  ['Paid out', 'encashed'],
  ['Available', 'available'],
] as const

test('whatever happens in years of leave, balances are the sum of the ledger, within their limits, and exact', async (t) => {
  let years = 0
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(kind, kind),
      fc.array(act, { minLength: Math.ceil(mostActs / 2), maxLength: mostActs, size: 'max' }),
      async (kinds, acts) => {
        const c = await company(t, kinds)
        for (const one of acts) {
          await perform(c, one)
          await check(c)
        }
        await checkEverywhere(c)
        await c.wait(400)
        await c.credit()
        years += await checkYears(c)
      },
    ),
    { numRuns, endOnFailure: true },
  )
  assert(years > 0)
})

test('unrelated acts come to the same in any order', async (t) => {
  const acts = fc.array(fc.record({ type: fc.nat(1), ahead: fc.integer({ min: 1, max: 13 }), length: fc.nat(3), approves: fc.boolean() }), {
    minLength: 2,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(fc.tuple(kind, kind), acts, async (kinds, list) => {
      const c = await company(t, kinds)
      // Each kind has fortnights of its own, so that only the order between the kinds differs.
      const live = async (who: number, ordered: typeof list) => {
        for (const { type, ahead, length, approves } of ordered) {
          const { body } = asked(c, { who, type, ahead: ahead + type * 28, length, half: false })
          const answer = await c.people[who]!(submitLeave, { body })
          if (answer.status === 201 && approves) await c.boss(approveLeave, { params: { id: answer.data.request.id }, body: {} })
        }
      }
      await live(0, list)
      await live(1, [...list.filter(({ type }) => type === 1), ...list.filter(({ type }) => type === 0)])
      const ends = await Promise.all(
        [0, 1].map((who) => Promise.all(c.typeIds.map((typeId) => c.balance(c.people[who]!, typeId, addDays(c.day(), 60))))),
      )
      assert.deepEqual(ends[0], ends[1])
    }),
    { numRuns, endOnFailure: true },
  )
})
