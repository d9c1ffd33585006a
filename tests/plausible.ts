import { randomBytes } from 'node:crypto'
import type { TSchema } from 'typebox'
import type { Contract } from '../server/core/contract.ts'

/** Which table an id in a path points into; a new route with an id in its path adds a line here. */
const tableOfPath: Readonly<Record<string, string>> = {
  '/users/:id': 'user_account',
  '/workflows/:id': 'workflow',
  '/workflow-instances/:id': 'workflow_instance',
  '/workflow-templates/:id': 'workflow_template',
  '/approvals/:id': 'approval_task',
  '/approval-substitutes/:id': 'approval_substitute',
  '/employees/:id': 'employee',
  '/org-chart/line/:id': 'employee',
  '/employees/:id/employments/:employmentId': 'employment',
  '/positions/:id': 'position',
  '/departments/:id': 'department',
  '/leave/requests/:id': 'leave_request',
  '/leave/types/:id': 'leave_type',
  '/leave/policies/:id': 'leave_policy',
  '/leave/year-ends/:id': 'leave_year_end',
  '/leave/blackouts/:id': 'leave_blackout',
  '/leave/coverage/:id': 'leave_coverage',
  '/leave/feeds/:id': 'leave_feed',
  '/leave/compensatory/:id': 'leave_compensatory',
  '/leave/encashments/:id': 'leave_encashment',
  '/leave/encashment-requests/:id': 'leave_encashment_request',
  '/leave/credits/:id': 'leave_credit',
  '/leave/documents/:id': 'leave_document',
  '/leave/balances/:employeeId': 'employee',
  '/auth/sessions/:id': 'session',
  '/auth/passkeys/:id': 'passkey',
  '/api-keys/:id': 'api_key',
  '/support-access/:id': 'support_access',
  '/platform/support-access/:id': 'support_access',
  // Companies have no table of companies: any id will do.
  '/companies/:id': 'user_account',
  '/audit/entity/:type/:id': 'employee',
  '/custom-fields/:id': 'custom_field',
  '/invitations/:id': 'invitation',
  '/imports/:id': 'import_run',
  '/company/exports/:id': 'company_export',
  '/departments/hierarchy/:branchId': 'branch',
  '/branches/:id': 'branch',
  '/positions/hierarchy/:departmentId': 'department',
  '/catalogs/:id': 'catalog_item',
  '/employees/:id/emergency-contacts/:recordId': 'emergency_contact',
  '/employees/:id/dependants/:recordId': 'dependant',
  '/employees/:id/education/:recordId': 'education',
  '/employees/:id/experience/:recordId': 'experience',
  '/employees/:id/documents/:recordId': 'identity_document',
  '/permissions/:id': 'company_permission',
  '/permissions/groups/:id': 'permission_group',
  '/roles/:id': 'role',
  '/roles/remove/:userId': 'user_account',
  '/roles/remove/:userId/:roleId': 'role',
  '/roles/user/:userId': 'user_account',
  '/access/grants/:id': 'access_grant',
  '/access/users/:id': 'user_account',
  '/resource-permissions/user/:id': 'user_account',
  '/resource-permissions/resource/:type/:id': 'employee',
  '/delegations/:id': 'delegation',
  '/module-access/user/:id': 'user_account',
  '/module-access/role/:id': 'role',
  '/permission-templates/:id': 'permission_template',
  '/module-access/check/:userId': 'user_account',
  '/holidays/:id': 'holiday',
  '/holiday-calendars/:id': 'holiday_calendar',
  '/holiday-calendars/:id/assignments/:assignmentId': 'holiday_calendar_assignment',
  '/attendance/recomputes/:id': 'attendance_recompute',
  '/attendance/overtime/:employeeId': 'employee',
  '/attendance/exceptions/:employeeId': 'employee',
  '/attendance/corrections/:id': 'attendance_correction',
  '/work-location/requests/:id': 'work_location_request',
  '/attendance/:employeeId': 'employee',
  '/working-patterns/:id': 'working_pattern',
  '/shifts/:id': 'shift',
  '/shift-assignments/:id': 'shift_assignment',
  '/shift-requests/:id': 'shift_request',
  '/rosters/:id': 'roster',
  '/rosters/:id/members/:memberId': 'roster_member',
  '/break-types/:id': 'break_type',
  '/kiosks/:id': 'kiosk',
  '/geofence-places/:id': 'geofence_place',
  '/attendance/devices/:id': 'attendance_device',
}

/** Which table an id in a query string or a body points into, by its name. */
const tableOfName: Readonly<Record<string, string>> = {
  employeeId: 'employee',
  subjectEmployeeId: 'employee',
  subjectId: 'employee',
  userId: 'user_account',
  toUserId: 'user_account',
  substituteId: 'user_account',
  requestId: 'leave_request',
  workflowId: 'workflow',
  decisions: 'approval_task',
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
  roleIds: 'role',
  // Companies have no table of companies: any id will do, and none may tell.
  companyId: 'user_account',
  policyId: 'leave_policy',
  entitlements: 'leave_type',
  employeeIds: 'employee',
  documentIds: 'leave_document',
  exemptIds: 'employee',
  ids: 'user_account',
  actorId: 'user_account',
  intoId: 'catalog_item',
  skillId: 'catalog_item',
  skills: 'catalog_item',
  itemIds: 'catalog_item',
  userIds: 'user_account',
  receiverId: 'user_account',
  roleId: 'role',
  parentIds: 'role',
  positionIds: 'position',
  grantId: 'access_grant',
  templateId: 'permission_template',
  calendarId: 'holiday_calendar',
  shiftId: 'shift',
  colleagueId: 'employee',
  deviceId: 'attendance_device',
  breakTypeId: 'break_type',
  entries: 'break_type',
  slots: 'shift',
  cells: 'employee',
  days: 'employee',
}

/** What stands in a path and is no id. `number` is that of somebody in tests/populated.ts. */
const words: Readonly<Record<string, string>> = {
  type: 'employee',
  date: '2026-03-02',
  month: '2026-03',
  code: 'HQ',
  kind: 'departments',
  number: 'N-1',
  key: 'contract',
  externalId: 'payroll-4711',
  token: 'no-such-link-no-such-link',
  permissionId: 'user.read',
  moduleId: 'leave',
  access: 'read',
  roleCode: 'employee',
  permission: 'user.read',
}

/** The same where one word means different things. */
const wordsOfPath: Readonly<Record<string, string>> = {
  '/approval-policies/:kind': 'leave',
  '/attendance/policy/:firstDay': '2030-01-07',
  '/company/integrations/:kind': 'slack',
}

/** What must be new in every request, or it would be refused for a reason of its own. */
const fresh: Readonly<Record<string, () => string>> = {
  email: () => `${randomBytes(6).toString('hex')}@fresh.test`,
  code: () => randomBytes(6).toString('hex').toUpperCase(),
  key: () => `k${randomBytes(6).toString('hex')}`,
  subdomain: () => `s-${randomBytes(6).toString('hex')}`,
  employeeNumber: () => randomBytes(6).toString('hex'),
}

export type Place = 'params' | 'query' | 'body'
/**
 * One id in a request of a route: where it stands and which table it should point into. In a list it stands in each item,
 * as the item itself or under the name `inItem`.
 */
export type IdSite = { readonly place: Place; readonly name: string; readonly table: string; readonly list?: { inItem: string | null } }
export type Input = { params: Record<string, string>; query: Record<string, unknown>; body: Record<string, unknown> | Buffer | undefined }

/** A picture of one pixel, for routes that take a file. */
export const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWPo6OgAAAM0AZmUse0HAAAAAElFTkSuQmCC',
  'base64',
)

export const nameOf = ({ method, url }: Contract) => `${method} ${url}`

/** Every id that a request of this route may carry. Throws, naming the route, for one whose table is not known here. */
export function idSites(contract: Contract): IdSite[] {
  const { params, querystring, body } = contract.schema
  return [
    ...idsOf(params).map((site) => ({ place: 'params' as const, ...site, table: tableOfPath[upTo(contract.url, site.name)] })),
    ...idsOf(querystring).map((site) => ({ place: 'query' as const, ...site, table: tableOfName[site.name] })),
    ...idsOf(body).map((site) => ({ place: 'body' as const, ...site, table: tableOfName[site.name] })),
  ].map(({ table, ...site }) => {
    if (!table) throw new Error(`${nameOf(contract)}: tests/plausible.ts does not know what ${site.place}.${site.name} points to`)
    return { ...site, table }
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
    return site && !site.list ? idOf(site.table) : undefined
  }
  const missing = (part: string): never => {
    throw new Error(`${nameOf(contract)}: tests/plausible.ts cannot make ${part}; give the contract an example or name it there`)
  }
  const input: Input = {
    params: Object.fromEntries(
      Object.keys(propertiesOf(params)).map((name) => [
        name,
        idAt('params', name) ?? wordsOfPath[upTo(contract.url, name)] ?? words[name] ?? missing(`params.${name}`),
      ]),
    ),
    query: fill('query', querystring, contract.examples?.querystring ?? {}),
    body: contract.schema.upload ? onePixel : body && fill('body', body, (contract.examples?.body ?? {}) as Record<string, unknown>),
  }
  return sites.filter((site) => site.list).reduce((filled, site) => withId(filled, site, idOf(site.table)), input)

  function fill(place: 'query' | 'body', schema: TSchema | undefined, example: Readonly<Record<string, unknown>>) {
    const { required = [] } = (schema ?? {}) as { required?: readonly string[] }
    const given = [...new Set([...Object.keys(example), ...required])]
    return Object.fromEntries(
      given.map((name) => [name, idAt(place, name) ?? fresh[name]?.() ?? example[name] ?? missing(`${place}.${name}`)]),
    )
  }
}

/** The input with one id replaced; of a list one item is left, with that id. */
export function withId(input: Input, { place, name, list }: IdSite, id: string): Input {
  const part = input[place] as Record<string, unknown>
  if (!list) return { ...input, [place]: { ...part, [name]: id } }
  const [item] = (part[name] ?? []) as unknown[]
  return { ...input, [place]: { ...part, [name]: [list.inItem ? { ...(item as object), [list.inItem]: id } : id] } }
}

function idsOf(schema: TSchema | undefined): Pick<IdSite, 'name' | 'list'>[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const { format, properties, items } = property as { format?: string; properties?: object; items?: TSchema }
    if (holdsId(properties)) throw new Error(`tests/plausible.ts does not look for ids inside ${name} yet`)
    if (isId(items)) return [{ name, list: { inItem: null } }]
    const [inItem] = Object.entries(propertiesOf(items)).find(([, inner]) => isId(inner)) ?? []
    if (inItem) return [{ name, list: { inItem } }]
    return format === 'uuid' ? [{ name }] : []
  })
}

const holdsId = (part: object | undefined) => part !== undefined && JSON.stringify(part).includes('"uuid"')
const isId = (schema: { format?: string } | undefined) => schema?.format === 'uuid'
const propertiesOf = (schema: TSchema | undefined): Record<string, TSchema> =>
  schema && 'properties' in schema ? (schema.properties as Record<string, TSchema>) : {}
const upTo = (url: string, name: string) => url.slice(0, url.indexOf(`:${name}`) + name.length + 1)
