import assert from 'node:assert/strict'
import { newId } from '../server/core/ids.ts'
import { submitLeave } from '../server/modules/leave/leave.contract.ts'
import { getBalances } from '../server/modules/leave/leave.balance.contract.ts'
import type { Client, World } from './world.ts'

type Rows = Pick<World, 'rows'>

/** The ids of a company's leave types by code. */
export async function leaveTypes({ rows }: Rows) {
  const types = await rows<{ code: string; id: string }>(`select code, id from leave_type where company_id = $company`)
  return Object.fromEntries(types.map(({ code, id }) => [code, id])) as Record<'annual' | 'sick' | 'unpaid', string>
}

/** Another leave type of a company, like annual leave but for `columns` (snake_case). */
export async function newType({ rows }: Rows, code: string, columns: Readonly<Record<string, string | number | boolean>> = {}) {
  const id = newId()
  const names = Object.keys(columns)
  const places = names.map((_, index) => `$${index + 3}`)
  await rows(
    `insert into leave_type (${['company_id', 'id', 'code', 'name', ...names].join(', ')}) values (${['$company', '$1', '$2', '$2', ...places].join(', ')})`,
    id,
    code,
    ...Object.values(columns),
  )
  return id
}

/** Grants a person a lot. */
export async function grantLot(
  { rows }: Rows,
  { employeeId }: Client,
  typeId: string,
  validFrom: string,
  validTo: string,
  quantity: string,
) {
  const id = newId()
  await rows(
    `insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to) values ($company, $1, $2, $3, $4, $5)`,
    id,
    employeeId,
    typeId,
    validFrom,
    validTo,
  )
  await rows(
    `insert into leave_ledger (company_id, id, employee_id, type_id, lot_id, kind, day, quantity, created_at)
     values ($company, $1, $2, $3, $4, 'grant', $5::date, $6, $5::date)`,
    newId(),
    employeeId,
    typeId,
    id,
    validFrom,
    quantity,
  )
  return id
}

type Ask = {
  typeId: string
  firstDay: string
  lastDay?: string
  startsAt?: 'noon'
  endsAt?: 'noon'
  fromTime?: string
  toTime?: string
  note?: string
}

/** Asks for leave as somebody; `lastDay` left out is one day. */
export const askLeave = (person: Client, ask: Ask) => person(submitLeave, { body: { lastDay: ask.firstDay, ...ask } })

/** The same, which must succeed. */
export async function requested(person: Client, ask: Ask) {
  const answer = await askLeave(person, ask)
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.data.request
}

/** One balance of a person as somebody sees it. */
export async function balanceFor(client: Client, { employeeId }: Client, typeId: string, asOf?: string) {
  const { balances } = (await client(getBalances, { params: { employeeId }, query: asOf ? { asOf } : {} })).data
  return balances.find((balance) => balance.typeId === typeId)!
}

/** What the ledger holds of a request, in the order of its days: `hold 2026-03-09 -1`. */
export async function ledgerOf({ rows }: Rows, requestId: string) {
  const entries = await rows<{ kind: string; day: string; quantity: string }>(
    `select kind, day, trim_scale(quantity)::text as quantity from leave_ledger where company_id = $company and request_id = $1 order by kind, day, quantity`,
    requestId,
  )
  return entries.map(({ kind, day, quantity }) => `${kind} ${day} ${quantity}`)
}
