import type { Client } from 'pg'
import { addDays, weekdayOf } from '../server/core/dates.ts'
import { basePath } from '../server/core/http.ts'
import type { Tokens } from '../server/core/tokens.ts'
import type { Request } from './load.ts'
import { peoplePerCompany } from './seed.ts'

export type Scenario = {
  readonly name: string
  /** One list of requests per connection. The same requests go to every server: each takes the headers it understands. */
  readonly lists: readonly Request[][]
  /** Brings the database back to where it was, so that every run finds the same. */
  readonly reset?: () => Promise<void>
  /** Answers that differ between servers by their nature: only their shape is compared. */
  readonly onlyShape?: true
}

type Person = { companyId: string; userId: string; sessionId: string; employeeId: string; colleagueId: string; typeId: string }

const peoplePerConnection = 64

/** What is measured, in the order of the table. Every connection acts for people of many companies. */
export async function makeScenarios(client: Client, tokens: Tokens, connections: number, today: string): Promise<Scenario[]> {
  const half = peoplePerCompany / 2
  const atWork = await findPeople(client, 12, half, connections)
  const off = await findPeople(client, half + 1, peoplePerCompany, connections)
  const monday = addDays(today, 15 - weekdayOf(today))
  const dates = { firstDay: addDays(monday, 1), lastDay: addDays(monday, 3) }
  const listsOf = (people: readonly Person[], requests: (one: Person, nth: number) => Bare) =>
    deal(people.map((one, nth) => [one, requests(one, nth)]))
  const clockTables = ['attendance_entry', 'attendance_day']
  return [
    { name: 'GET /employees/:id', lists: await listsOf(atWork, (one) => ({ method: 'GET', path: `/employees/${one.colleagueId}` })) },
    {
      name: 'GET /employees',
      lists: await listsOf(atWork, (_, nth) => ({ method: 'GET', path: `/employees?page=${1 + (nth % 9)}&limit=20` })),
    },
    { name: 'GET /attendance/my-status', lists: await listsOf(atWork, () => ({ method: 'GET', path: '/attendance/my-status' })) },
    {
      name: 'POST /attendance/start|end',
      lists: (await listsOf(off, () => ({ method: 'POST', path: '/attendance/start', body: {} }))).map((starts) => [
        ...starts,
        ...starts.map((start) => ({ ...start, path: start.path.replace('start', 'end') })),
      ]),
      onlyShape: true,
      async reset() {
        const ids = off.map(({ employeeId }) => employeeId)
        await client.query(
          "update attendance_clock set state = 'off', started_at = null, since = now() - interval '1 day' where employee_id = any($1)",
          [ids],
        )
        for (const table of clockTables)
          await client.query(`delete from ${table} where employee_id = any($1) and work_date >= $2`, [ids, today])
      },
    },
    {
      name: 'POST /leave/requests/preview',
      lists: await listsOf(atWork, ({ typeId }) => ({ method: 'POST', path: '/leave/requests/preview', body: { typeId, ...dates } })),
    },
  ]

  /** The requests, dealt to the connections one by one. */
  async function deal(asked: readonly [Person, Bare][]): Promise<Request[][]> {
    const lists = Array.from({ length: connections }, (): Request[] => [])
    for (const [index, [one, { method, path, body }]] of asked.entries()) {
      const { accessToken } = await tokens.sign(one)
      const headers = {
        authorization: `Bearer ${accessToken}`,
        'x-company': one.companyId,
        'x-employee': one.employeeId,
        ...(body && { 'content-type': 'application/json' }),
      }
      lists[index % connections]!.push({ method, path: basePath + path, headers, ...(body && { body: JSON.stringify(body) }) })
    }
    return lists
  }
}

type Bare = { method: string; path: string; body?: object }

/** People by their number in the company, company after company, as many as the connections can use. */
async function findPeople(client: Client, from: number, to: number, connections: number) {
  const { rows } = await client.query<Person>(
    `select e.company_id as "companyId", e.user_id as "userId", x.id as "sessionId", e.id as "employeeId", t.manager_id as "colleagueId", y.id as "typeId"
       from employee e join session x on x.company_id = e.company_id and x.user_id = e.user_id
         join employment t on t.company_id = e.company_id and t.employee_id = e.id
         join leave_type y on y.company_id = e.company_id and y.code = 'annual'
       where e.employee_number between lpad($1::text, 4, '0') and lpad($2::text, 4, '0')
       order by e.employee_number, e.company_id limit $3`,
    [from, to, connections * peoplePerConnection],
  )
  if (rows.length < connections) throw new Error(`${rows.length} people are too few for ${connections} connections`)
  return rows
}
