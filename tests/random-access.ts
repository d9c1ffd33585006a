import { newId } from '../server/core/ids.ts'
import { reaches } from '../server/core/contract.ts'

type Rows = <R = Record<string, unknown>>(sql: string, ...values: unknown[]) => Promise<R[]>
export type RandomCompany = {
  readonly people: readonly string[]
  readonly users: readonly { readonly id: string; readonly employeeId: string }[]
}

/**
 * Fills a company with people in a random organisation, the first so many of whom have accounts, and with random grants of one
 * permission at every level: direct, delegated, on single people, by inherited roles, by position; allowed and denied; of the
 * past, now and of the future. The same seed makes the same, ids apart.
 */
export async function fillRandomly(
  rows: Rows,
  permission: string,
  seed: number,
  size: { people: number; users: number },
): Promise<RandomCompany> {
  const random = mulberry(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(from: readonly T[]) => from[below(from.length)]!
  const chance = (share: number) => random() < share
  const list = <T>(count: number, make: (nth: number) => T) => Array.from({ length: count }, (_, nth) => make(nth))
  const insert = (table: string, columns: string, values: readonly object[]) =>
    values.length === 0
      ? Promise.resolve([])
      : rows(
          `insert into ${table} (company_id, ${columns}) select $company, ${columns} from jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
          JSON.stringify(values),
        )

  const branches = list(3, newId)
  const departments = list(9, newId)
  const positions = list(5, newId)
  const roles = list(8, newId)
  const people = list(size.people, newId)
  const users = people.slice(0, size.users).map((employeeId) => ({ id: newId(), employeeId }))
  await insert(
    'branch',
    'id, code, name',
    branches.map((id, nth) => ({ id, code: `b${nth}`, name: `b${nth}`, kind: 'office' })),
  )
  await insert(
    'department',
    'id, code, name, parent_id',
    departments.map((id, nth) => ({
      id,
      code: `d${nth}`,
      name: `d${nth}`,
      parent_id: nth > 1 && chance(0.7) ? departments[below(nth)] : null,
    })),
  )
  await insert(
    'position',
    'id, code, title',
    positions.map((id, nth) => ({ id, code: `p${nth}`, title: `p${nth}` })),
  )
  await insert(
    'user_account',
    'id, email, first_name, last_name, status, version, created_at, must_change_password',
    users.map(({ id }, nth) => ({
      id,
      email: `${id}@random.test`,
      first_name: 'U',
      last_name: String(nth),
      status: 'active',
      version: 1,
      created_at: '2026-01-01T00:00:00Z',
      must_change_password: false,
    })),
  )
  const userOf = new Map(users.map((user) => [user.employeeId, user.id]))
  await rows(
    `insert into employee (company_id, id, user_id, employee_number, first_name, last_name, joined_on)
       select $company, x.id, x.user_id, x.nr, 'P', x.nr, '2020-01-06' from jsonb_to_recordset($1::jsonb) as x(id uuid, user_id uuid, nr text)`,
    JSON.stringify(people.map((id, nth) => ({ id, user_id: userOf.get(id) ?? null, nr: String(nth).padStart(5, '0') }))),
  )
  await rows(
    `insert into employment (company_id, id, employee_id, first_day, manager_id, department_id, branch_id, position_id)
       select $company, x.id, x.employee_id, '2020-01-06', x.manager_id, x.department_id, x.branch_id, x.position_id
       from jsonb_to_recordset($1::jsonb) as x(id uuid, employee_id uuid, manager_id uuid, department_id uuid, branch_id uuid, position_id uuid)`,
    JSON.stringify(
      people.map((employeeId, nth) => ({
        id: newId(),
        employee_id: employeeId,
        manager_id: nth > 0 && chance(0.9) ? people[below(Math.min(nth, size.users))] : null,
        department_id: chance(0.85) ? pick(departments) : null,
        branch_id: chance(0.85) ? pick(branches) : null,
        position_id: chance(0.5) ? pick(positions) : null,
      })),
    ),
  )
  await insert(
    'role',
    'id, code, name, is_system, version, created_at',
    roles.map((id, nth) => ({ id, code: `r${nth}`, name: `r${nth}`, is_system: false, version: 1, created_at: '2026-01-01T00:00:00Z' })),
  )
  await insert(
    'role_parent',
    'role_id, parent_id',
    roles.flatMap((id, nth) => roles.slice(0, nth).flatMap((parent) => (chance(0.25) ? { role_id: id, parent_id: parent } : []))),
  )
  await rows(
    `insert into role_assignment (company_id, user_id, role_id, valid_from, valid_to)
       select $company, x.u, x.r, x.f, x.t from jsonb_to_recordset($1::jsonb) as x(u uuid, r uuid, f timestamptz, t timestamptz)`,
    JSON.stringify(users.flatMap(({ id }) => roles.flatMap((role) => (chance(0.15) ? { u: id, r: role, ...times() } : [])))),
  )
  const grant = (holder: object, resource: string | null = null) => ({
    id: newId(),
    user_id: null,
    role_id: null,
    position_id: null,
    ...holder,
    effect: chance(0.7) ? 'allow' : 'deny',
    reach: pick(reaches),
    resource_id: resource,
    ...times(),
  })
  // Of roles and positions one of each effect at most.
  const once = (grants: ReturnType<typeof grant>[]) => [...new Map(grants.map((one) => [one.effect, one])).values()]
  await rows(
    `insert into access_grant (company_id, id, user_id, role_id, position_id, permission, effect, reach, resource_type, resource_id, valid_from, valid_to)
       select $company, x.id, x.user_id, x.role_id, x.position_id, $2, x.effect, x.reach, case when x.resource_id is not null then 'employee' end, x.resource_id, x.f, x.t
       from jsonb_to_recordset($1::jsonb) as x(id uuid, user_id uuid, role_id uuid, position_id uuid, effect text, reach text, resource_id uuid, f timestamptz, t timestamptz)`,
    JSON.stringify([
      ...users.flatMap(({ id }) => list(chance(0.5) ? below(3) : 0, () => grant({ user_id: id }))),
      ...roles.flatMap((id) => once(list(below(3), () => grant({ role_id: id })))),
      ...positions.flatMap((id) => once(list(below(3), () => grant({ position_id: id })))),
      ...users.flatMap(({ id }) => list(chance(0.5) ? below(6) : 0, () => grant({ user_id: id }, pick(people)))),
      ...roles.flatMap((id) => list(below(4), () => grant({ role_id: id }, pick(people)))),
    ]),
    permission,
  )
  const delegations = users.flatMap(({ id }) =>
    list(chance(0.4) ? 1 + below(2) : 0, () => {
      const { f, t } = times()
      const giver = pick(users).id
      const role = chance(0.4) ? pick(roles) : null
      return {
        id: newId(),
        giver,
        receiver: id,
        role,
        f: f ?? '2020-01-01T00:00:00Z',
        t: t ?? '2120-01-01T00:00:00Z',
        ended: chance(0.15),
        reach: chance(0.5) ? pick(reaches) : null,
      }
    }).filter(({ giver }) => giver !== id),
  )
  await rows(
    `insert into delegation (company_id, id, giver_id, receiver_id, role_id, valid_from, valid_to, created_at, ended_at, ended_reason)
       select $company, x.id, x.giver, x.receiver, x.role, x.f, x.t, now(), case when x.ended then now() end, case when x.ended then 'revoked' end
       from jsonb_to_recordset($1::jsonb) as x(id uuid, giver uuid, receiver uuid, role uuid, f timestamptz, t timestamptz, ended boolean)`,
    JSON.stringify(delegations),
  )
  await rows(
    `insert into delegation_permission (company_id, delegation_id, permission, reach)
       select $company, x.id, $2, x.reach from jsonb_to_recordset($1::jsonb) as x(id uuid, reach text)`,
    JSON.stringify(delegations.filter(({ role }) => role === null)),
    permission,
  )
  await rows('update company_state set access_version = access_version + 1 where company_id = $company')
  return { people, users }

  function times() {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const kind = below(6)
    if (kind === 0) return { f: ago(20), t: ago(10) }
    if (kind === 1) return { f: ago(-10), t: null }
    if (kind === 2) return { f: ago(10), t: ago(-10) }
    return { f: null, t: null }
  }
}

/** Numbers from 0 to 1 that follow from a seed: mulberry32, public domain. */
export function mulberry(seed: number) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
