import { randomBytes } from 'node:crypto'
import type { TSchema } from 'typebox'
import type { Contract } from '../server/core/contract.ts'

/** Which table an id in a path points into; a new route with an id in its path adds a line here. */
const tableOfPath: Readonly<Record<string, string>> = {
  '/users/:id': 'user_account',
  '/employees/:id': 'employee',
  '/employees/:id/employments/:employmentId': 'employment',
  '/departments/:id': 'department',
  '/departments/hierarchy/:branchId': 'branch',
  '/branches/:id': 'branch',
  '/positions/:id': 'position',
  '/positions/hierarchy/:departmentId': 'department',
  '/leave/requests/:id': 'leave_request',
  '/leave/balances/:employeeId': 'employee',
  '/auth/sessions/:id': 'session',
  '/audit/entity/:type/:id': 'employee',
}

/** Which table an id in a query string or a body points into, by its name. */
const tableOfName: Readonly<Record<string, string>> = {
  employeeId: 'employee',
  managerId: 'employee',
  headEmployeeId: 'employee',
  departmentId: 'department',
  parentId: 'department',
  branchId: 'branch',
  managerIds: 'employee',
  workingPatternId: 'working_pattern',
  positionId: 'position',
  reportsToId: 'position',
  typeId: 'leave_type',
  actorId: 'user_account',
}

/** What stands in a path and is no id. */
const words: Readonly<Record<string, string>> = { type: 'employee', code: 'HQ' }

/** What must be new in every request, or it would be refused for a reason of its own. */
const fresh: Readonly<Record<string, () => string>> = {
  email: () => `${randomBytes(6).toString('hex')}@fresh.test`,
  code: () => randomBytes(6).toString('hex').toUpperCase(),
  subdomain: () => `s-${randomBytes(6).toString('hex')}`,
  employeeNumber: () => randomBytes(6).toString('hex'),
}

export type Place = 'params' | 'query' | 'body'
/** One id in a request of a route: where it stands and which table it should point into. */
export type IdSite = { readonly place: Place; readonly name: string; readonly table: string; readonly isList: boolean }
export type Input = { params: Record<string, string>; query: Record<string, unknown>; body: Record<string, unknown> | undefined }

export const nameOf = ({ method, url }: Contract) => `${method} ${url}`

/** Every id that a request of this route may carry. Throws, naming the route, for one whose table is not known here. */
export function idSites(contract: Contract): IdSite[] {
  const { params, querystring, body } = contract.schema
  return [
    ...idsOf(params).map((id) => ({ ...id, place: 'params' as const, table: tableOfPath[upTo(contract.url, id.name)] })),
    ...idsOf(querystring).map((id) => ({ ...id, place: 'query' as const, table: tableOfName[id.name] })),
    ...idsOf(body).map((id) => ({ ...id, place: 'body' as const, table: tableOfName[id.name] })),
  ].map(({ place, name, table, isList }) => {
    if (!table) throw new Error(`${nameOf(contract)}: tests/plausible.ts does not know what ${place}.${name} points to`)
    return { place, name, table, isList }
  })
}

/**
 * A request that the route would take: its example, with ids that `idOf` picks per table. Throws, naming the route, when a
 * required part cannot be made.
 */
export function plausible(contract: Contract, idOf: (table: string) => string): Input {
  const { params, querystring, body } = contract.schema
  const sites = idSites(contract)
  const idAt = (place: Place, name: string) => {
    const site = sites.find((one) => one.place === place && one.name === name)
    return site && idOf(site.table)
  }
  const idsAt = (place: Place, name: string) => {
    const id = idAt(place, name)
    return id && sites.some((one) => one.place === place && one.name === name && one.isList) ? [id] : id
  }
  const missing = (part: string): never => {
    throw new Error(`${nameOf(contract)}: tests/plausible.ts cannot make ${part}; give the contract an example or name it there`)
  }
  return {
    params: Object.fromEntries(
      Object.keys(propertiesOf(params)).map((name) => [name, idAt('params', name) ?? words[name] ?? missing(`params.${name}`)]),
    ),
    query: fill('query', querystring, contract.examples?.querystring ?? {}),
    body: body && fill('body', body, (contract.examples?.body ?? {}) as Record<string, unknown>),
  }

  function fill(place: 'query' | 'body', schema: TSchema | undefined, example: Readonly<Record<string, unknown>>) {
    const { required = [] } = (schema ?? {}) as { required?: readonly string[] }
    const given = [...new Set([...Object.keys(example), ...required])]
    return Object.fromEntries(
      given.map((name) => [name, idsAt(place, name) ?? fresh[name]?.() ?? example[name] ?? missing(`${place}.${name}`)]),
    )
  }
}

/** The input with one id replaced. */
export function withId(input: Input, { place, name, isList }: IdSite, id: string): Input {
  return { ...input, [place]: { ...input[place], [name]: isList ? [id] : id } }
}

function idsOf(schema: TSchema | undefined): { name: string; isList: boolean }[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const { format, properties, items } = property as { format?: string; properties?: object; items?: TSchema & { format?: string } }
    const isList = items?.format === 'uuid'
    if (properties || (!isList && idsInItems(items))) throw new Error(`tests/plausible.ts does not look for ids inside ${name} yet`)
    return format === 'uuid' || isList ? [{ name, isList }] : []
  })
}

const idsInItems = (items: TSchema | undefined) => items !== undefined && JSON.stringify(items).includes('"uuid"')
const propertiesOf = (schema: TSchema | undefined): Record<string, TSchema> =>
  schema && 'properties' in schema ? (schema.properties as Record<string, TSchema>) : {}
const upTo = (url: string, name: string) => url.slice(0, url.indexOf(`:${name}`) + name.length + 1)
