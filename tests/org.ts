import { leaveKind } from '../server/modules/leave/leave.approval.service.ts'
import { restartApproval } from '../server/modules/workflows/index.ts'
import assert from 'node:assert/strict'
import type { Reach } from '../server/core/contract.ts'
import { newId } from '../server/core/ids.ts'
import { listLedger } from '../server/modules/leave/leave.balance.contract.ts'
import { submitLeave } from '../server/modules/leave/leave.contract.ts'
import type { Client, World } from './world.ts'

/** Who reports to whom, where; `null` is nobody and nowhere. The viewer is in the middle. */
const people = {
  chief: { manager: null, department: null, branch: 'north' },
  viewer: { manager: 'chief', department: 'engineering', branch: 'north' },
  ann: { manager: 'viewer', department: 'engineering', branch: 'north' },
  cid: { manager: 'viewer', department: 'sales', branch: 'south' },
  ben: { manager: 'ann', department: 'platform', branch: 'south' },
  dan: { manager: 'chief', department: 'engineering', branch: 'south' },
  eve: { manager: 'chief', department: 'platform', branch: 'south' },
  fay: { manager: 'chief', department: 'sales', branch: 'north' },
  gus: { manager: 'chief', department: 'sales', branch: 'south' },
  lea: { manager: 'cid', department: null, branch: null },
  max: { manager: 'ben', department: null, branch: null },
  ned: { manager: 'chief', department: 'technology', branch: 'south' },
  // These were, or will be, under the viewer in every way, but are not today; kim reports to one of them.
  past: { manager: 'chief', department: 'sales', branch: 'south' },
  soon: { manager: 'chief', department: 'sales', branch: 'south' },
  kim: { manager: 'past', department: 'sales', branch: 'south' },
  gone: { manager: 'viewer', department: 'engineering', branch: 'north' },
} as const
export type Name = keyof typeof people
export const everybody = Object.keys(people) as Name[]

/** What rules-access.md § What is granted says each reach of the viewer holds today. */
export const within: Readonly<Record<Reach, readonly Name[]>> = {
  own: ['viewer'],
  team: ['viewer', 'ann', 'ben', 'cid', 'lea', 'max'],
  // A wider reach includes the narrower.
  department: ['viewer', 'ann', 'ben', 'cid', 'lea', 'max', 'dan', 'eve'],
  branch: ['viewer', 'ann', 'ben', 'cid', 'lea', 'max', 'dan', 'eve', 'fay', 'chief'],
  company: everybody,
}

/**
 * Made by the first test that asks for it. A hook of the file would run before the tests of all files that share its process, and what
 * they do to everybody's sessions and clocks would be done to it too.
 */
export function once(make: () => Promise<void>): () => Promise<void> {
  let made: Promise<void> | undefined
  return () => (made ??= make())
}

/** A client whose account has exactly these grants (`permission` over the company, or `permission:reach`) from the next request on. */
export async function grantTo({ rows }: World, client: Client, grants: readonly string[]): Promise<Client> {
  await rows(`delete from access_grant where company_id = $company and user_id = $1`, client.userId)
  for (const grant of grants) {
    const [permission, reach = 'company'] = grant.split(':')
    await rows(
      `insert into access_grant (company_id, id, user_id, permission, reach) values ($company, $1, $2, $3, $4)`,
      newId(),
      client.userId,
      permission,
      reach,
    )
  }
  await rows(`update company_state set access_version = access_version + 1 where company_id = $company`)
  return client
}

/** Everybody, with an account, a balance and a place in the company; nobody has moved on yet. */
export async function hire(company: World): Promise<Record<Name, Client>> {
  const placed = await places(company.rows)
  const clients = {} as Record<Name, Client>
  for (const name of everybody) {
    const { manager, department, branch } = people[name]
    clients[name] = await company.as(['leave.request', 'attendance.clock'], {
      firstName: name,
      balance: { annual: '20' },
      managerId: manager && clients[manager].employeeId,
      departmentId: department && placed[department]!,
      branchId: branch && placed[branch]!,
    })
  }
  return clients
}

/** From now on `past` was, `soon` will be, and `gone` will never again be under the viewer. */
export async function moveOn({ rows }: World, { ann, past, soon, gone }: Record<Name, Client>): Promise<void> {
  await move(rows, past.employeeId, ann.employeeId, `current_date - 400`, `current_date - 1`, `current_date`)
  await move(rows, soon.employeeId, ann.employeeId, `current_date + 1`, `null`, null)
  await rows(`update employment set last_day = current_date - 1 where company_id = $company and employee_id = $1`, gone.employeeId)
  await rows(`update employee set status = 'left', left_on = current_date - 1 where company_id = $company and id = $1`, gone.employeeId)
}

/** Two branches, and technology › engineering › platform beside sales. */
async function places(rows: World['rows']) {
  const ids: Record<string, string> = {}
  for (const name of ['north', 'south'])
    await rows(`insert into branch (company_id, id, code, name) values ($company, $1, $2, $2)`, (ids[name] = newId()), name)
  for (const [name, parent] of [
    ['technology', null],
    ['engineering', 'technology'],
    ['platform', 'engineering'],
    ['sales', null],
  ] as const) {
    ids[name] = newId()
    await rows(
      `insert into department (company_id, id, code, name, parent_id) values ($company, $1, $2, $2, $3)`,
      ids[name],
      name,
      parent && ids[parent],
    )
  }
  return ids
}

/** Gives somebody an employment like that of another person, for other days than today. */
async function move(rows: World['rows'], employeeId: string, like: string, from: string, to: string, nowFrom: string | null) {
  await rows(
    `update employment set ${nowFrom ? `first_day = ${nowFrom}` : 'last_day = current_date'} where company_id = $company and employee_id = $1`,
    employeeId,
  )
  await rows(
    `insert into employment (company_id, id, employee_id, first_day, last_day, manager_id, department_id, branch_id)
     select company_id, $1, $2, ${from}, ${to}, manager_id, department_id, branch_id from employment where company_id = $company and employee_id = $3`,
    newId(),
    employeeId,
    like,
  )
}

/** Whose entries the ledger shows, page after page. */
export async function ledgerOf(viewer: Client) {
  const employeeIds: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { entries, nextCursor } = (await viewer(listLedger, { query: { limit: 30, ...(cursor && { cursor }) } })).data
    employeeIds.push(...entries.map(({ employeeId }) => employeeId))
    cursor = nextCursor
  }
  return employeeIds
}

/** Asks for leave and is heard. */
export async function ask(client: Client, typeId: string, [firstDay, lastDay]: readonly [string, string]) {
  const answer = await client(submitLeave, { body: { typeId, firstDay, lastDay } })
  assert.equal(answer.status, 201)
  return answer.data.request
}

/** The day so many days after the Monday of next week. */
export function mondayPlus(days: number) {
  const now = new Date()
  return new Date(now.getTime() + (days + ((8 - now.getUTCDay()) % 7)) * 86_400_000).toISOString().slice(0, 10)
}

/** Who is asked is fixed when a step opens: opened again, it asks whoever holds the permission now. */
export async function askAnew({ rows, assembly, companyId }: World) {
  const open = await rows<{ request_id: string }>(
    `select request_id from workflow_instance where company_id = $company and ended_at is null`,
  )
  for (const { request_id: id } of open) await assembly.deps.door.enterAsSystem(companyId, (ctx) => restartApproval(ctx, leaveKind, id))
}
