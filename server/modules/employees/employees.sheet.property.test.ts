import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import fc from 'fast-check'
import { exportedBy, importedBy, maybe, words } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { readSheet } from '../../core/sheet.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { createPosition } from '../organization/organization.position.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, updateEmployee } from './employees.contract.ts'
import { startEmployment } from './employees.employment.contract.ts'
import { archiveEmployee } from './employees.lifecycle.contract.ts'

const today = '2026-03-02'
const dayFrom = (first: string, days: number) => fc.integer({ min: 0, max: days }).map((offset) => addDays(first, offset))

/** Somebody as the API adds them; `manager` and `buddy` are people added before, by their place. */
const person = fc.record({
  fields: fc.record({
    firstName: words,
    lastName: words,
    preferredName: maybe(words),
    joinedOn: dayFrom('2024-01-01', 1000),
    title: maybe(words),
    phone: maybe(fc.constantFrom('+62 811 000', '0812')),
    birthDate: maybe(dayFrom('1970-01-01', 9000)),
    address: maybe(words),
    gender: maybe(fc.constantFrom('female' as const, 'other' as const)),
    bankAccount: maybe(words),
    salaryRef: maybe(words),
    weeklyHours: maybe(fc.constantFrom('40', '37.50', '0.5', '168')),
  }),
  contractKind: fc.constantFrom('permanent' as const, 'part-time' as const),
  department: fc.integer({ min: -1, max: 2 }),
  position: fc.integer({ min: -1, max: 1 }),
  manager: fc.integer({ min: -1, max: 5 }),
  custom: fc.record({ note: maybe(words), cups: maybe(fc.constantFrom('7', '1.5', '-3')), size: maybe(fc.constantFrom('s', 'm')) }),
  buddy: fc.integer({ min: -1, max: 5 }),
  fate: fc.constantFrom('stays', 'on-leave', 'notice', 'archived', 'moves', 'will move'),
})
const people = fc.array(person, { minLength: 1, maxLength: 6 })
type People = typeof people extends fc.Arbitrary<infer P> ? P : never

/** Two departments, one below the other, a third, two positions, and custom fields of every kind. */
async function organised(t: TestContext) {
  const company = await world(t)
  company.at(`${today}T09:00:00Z`)
  const { admin, rows } = company
  await rows(`insert into company_limit (company_id, code, amount) values ($company, 'employees', 1000000)`)
  const departments: string[] = []
  for (const [code, parentId] of [['A'], ['B', 0], ['C']] as const) {
    const body = { code, name: code, ...(parentId !== undefined && { parentId: departments[parentId]! }) }
    departments.push((await admin(createDepartment, { body })).data.department.id)
  }
  const positions: string[] = []
  for (const code of ['P', 'Q']) positions.push((await admin(createPosition, { body: { code, title: code } })).data.position.id)
  for (const [key, kind, rules] of [
    ['note', 'text', {}],
    ['cups', 'number', { decimals: 2 }],
    [
      'size',
      'choice',
      {
        choices: [
          { key: 's', label: 'S' },
          { key: 'm', label: 'M' },
        ],
      },
    ],
    ['buddy', 'person', {}],
  ] as const)
    await admin(createCustomField, {
      body: { objectKind: 'employee', key, label: key, kind, rules, fieldGroup: key === 'note' ? 'pay' : 'public' },
    } as never)
  return { ...company, departments, positions }
}
type Organised = Awaited<ReturnType<typeof organised>>

/** Adds them by the API, and lets happen to each what it says. */
async function addByApi({ admin, departments, positions }: Organised, all: People, stepsToo: boolean) {
  const ids: string[] = []
  for (const { fields, contractKind, department, position, manager, custom, buddy, fate } of all) {
    const body = {
      ...fields,
      contractKind,
      departmentId: departments[department] ?? null,
      positionId: positions[position] ?? null,
      managerId: ids[manager] ?? null,
      custom: Object.fromEntries(Object.entries({ ...custom, buddy: ids[buddy] ?? null }).filter(([, value]) => value !== null)),
    }
    const created = await admin(createEmployee, { body })
    assert.equal(created.status, 201, JSON.stringify(created.json))
    const { id, status, joinedOn } = created.data.employee
    ids.push(id)
    if (!stepsToo || status !== 'active') continue
    const params = { id }
    const later = addDays(today, 30)
    const answer = {
      stays: undefined,
      'on-leave': () => admin(updateEmployee, { params, body: { status: 'on-leave' } }),
      notice: () => admin(updateEmployee, { params, body: { status: 'notice', leftOn: later, leavingReason: 'Moves on' } }),
      archived: () => admin(archiveEmployee, { params, body: {} }),
      moves: () => admin(updateEmployee, { params, body: { title: 'New title', departmentId: departments[2]! } }),
      'will move': () => admin(startEmployment, { params, body: { firstDay: later, title: 'Later' } }),
    }[fate]
    if (answer) assert.equal((await answer()).status, fate === 'will move' ? 201 : 200, `${fate} ${joinedOn}`)
  }
}

for (const format of ['csv', 'xlsx'] as const) {
  test(`whoever a company has, people and employments exported as ${format} and imported again are unchanged, and into an empty one the same`, async (t) => {
    await fc.assert(
      fc.asyncProperty(people, async (all) => {
        const company = await organised(t)
        await addByApi(company, all, true)
        const other = await organised(t)
        for (const kind of ['employees', 'employments']) {
          const file = await exportedBy(company.admin, kind, format)
          const run = await importedBy(company, company.admin, kind, file)
          assert.deepEqual([run.state, run.created, run.updated, run.faults], ['done', 0, 0, []], kind)
          assert(run.unchanged >= all.length)
          const moved = await importedBy(other, other.admin, kind, file)
          assert.deepEqual([moved.state, moved.faults], ['done', []], kind)
        }
        for (const kind of ['employees', 'employments'])
          assert.deepEqual(await linesOf(other.admin, kind, format), await linesOf(company.admin, kind, format))
      }),
      { numRuns: 2 },
    )
  })
}

/** A workbook says when it was written, so its lines are compared. */
const linesOf = async (who: Client, kind: string, format: 'csv' | 'xlsx') => Array.fromAsync(readSheet(await exportedBy(who, kind, format)))

test('employments of a file never overlap, leave no gap in a stay and begin and end with it, whatever the file says', async (t) => {
  const offsets = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(offsets, fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 }), async (starts, slips) => {
      const company = await organised(t)
      const { admin, rows } = company
      const body = { employeeNumber: 'E-1', firstName: 'A', lastName: 'B', joinedOn: '2025-01-01', title: 'T0' }
      assert.equal((await admin(createEmployee, { body })).status, 201)
      const days = starts.toSorted((a, b) => a - b).map((offset) => addDays('2025-01-01', offset))
      const lines = days.map((day, index) => {
        const next = days[index + 1]
        return `E-1,${day},${next ? addDays(next, -1 + (index % 2 ? slips[index]! : 0)) : ''},T${index}`
      })
      const run = await importedBy(company, admin, 'employments', ['number,first day,last day,title', ...lines])
      const kept = await rows<{ first: string; last: string | null }>(
        'select first_day as first, last_day as last from employment where company_id = $company order by first_day',
      )
      const isWhole = kept.every(({ last }, index) =>
        kept[index + 1] ? last !== null && addDays(last, 1) === kept[index + 1]!.first : last === null,
      )
      assert(isWhole && kept[0]!.first === '2025-01-01', JSON.stringify(kept))
      const fits = days[0] === '2025-01-01' && days.every((_, index) => !days[index + 1] || index % 2 === 0 || slips[index] === 0)
      assert.equal(run.state, fits ? 'done' : 'refused', JSON.stringify([lines, run.faults]))
      if (fits)
        assert.deepEqual(
          kept.map(({ first }) => first),
          days,
        )
    }),
    { numRuns: 6 },
  )
})

test('a file makes of people exactly what the API makes of the same', async (t) => {
  await fc.assert(
    fc.asyncProperty(people, async (all) => {
      const one = await organised(t)
      await addByApi(one, all, false)
      const file = await exportedBy(one.admin, 'employees')
      const other = await organised(t)
      const run = await importedBy(other, other.admin, 'employees', file)
      assert.deepEqual([run.state, run.faults], ['done', []])
      assert.deepEqual(await allOf(other), await allOf(one))
    }),
    { numRuns: 3 },
  )
})

/** Everything that is kept of people, with numbers and codes for ids. */
async function allOf({ rows, runJobs }: World) {
  // Who listens to a new person was told of each.
  await runJobs()
  const people =
    await rows<Kept>(`select e.employee_number, to_jsonb(e) - array['id', 'company_id', 'created_at', 'preferred_name', 'address', 'bank_account', 'user_id'] as person,
      e.preferred_name as preferred, e.address, e.bank_account as account,
      (select json_agg(json_build_array(t.first_day, t.last_day, t.title, d.code, s.code, m.employee_number, t.contract_kind,
          trim_scale(t.weekly_hours), t.salary_ref, t.reason, t.note, t.version) order by t.first_day)
        from employment t left join department d on d.id = t.department_id left join position s on s.id = t.position_id
          left join employee m on m.id = t.manager_id where t.employee_id = e.id) as employments,
      (select json_agg(json_build_array(f.key, v.text_value, trim_scale(v.number_value), v.day_value, b.employee_number) order by f.key)
        from custom_value v join custom_field f on f.id = v.field_id left join employee b on b.id = v.person_id
        where v.object_id = e.id) as custom,
      (select json_agg(json_build_array(w.word, w.is_personal, w.is_past) order by w.word) from person_word w where w.employee_id = e.id) as words,
      (select json_agg(json_build_array(v.kind, v.actor_name, v.data) order by v.id) from domain_event v where v.subject_id = e.id) as events
    from employee e where e.company_id = $company order by e.employee_number`)
  const lots = await rows(`select e.employee_number, l.valid_from, l.valid_to from leave_lot l join employee e on e.id = l.employee_id
    where l.company_id = $company order by 1, 2, 3`)
  return {
    people: people.map(withoutOuterSpace),
    grams: (await rows('select gram, word from person_gram where company_id = $company order by 1, 2')).length,
    lots,
  }
}

type Kept = { preferred: string | null; address: string | null; account: string | null; employments: unknown[][] }

/** Cells have no space around them, of whatever kind; the API keeps it in texts that nobody is found by. */
function withoutOuterSpace({ preferred, address, account, employments, ...rest }: Kept) {
  const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value)
  const [title, salaryRef] = [2, 8]
  const places = employments.map((one) => one.map((value, at) => (at === title || at === salaryRef ? trimmed(value) : value)))
  return { ...rest, preferred: trimmed(preferred), address: trimmed(address), account: trimmed(account), employments: places }
}
