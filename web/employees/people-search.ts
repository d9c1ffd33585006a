import type { Query } from '../../server/core/contract.ts'
import { employeeStatuses } from '../../server/modules/employees/employees.contract.ts'
import { contractKinds, type listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { dayOf, listOf, pageOf, textOf, wordOf } from '../ui/search.ts'

const sortFields = ['lastName', 'employeeNumber', 'email', 'joinedOn', 'leftOn', 'departmentName', 'branchName', 'status'] as const
export type SortField = (typeof sortFields)[number]
const sorts = sortFields.flatMap((field) => [field, `-${field}`] as const)
/** As many as the API takes. */
const MOST_SKILLS = 5
const MOST_CONDITIONS = 5

/** What the address of the directory says; everything in it is a filter but the page, the order, the view and an open form. */
export function searchOf(search: Record<string, unknown>) {
  return {
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    // A department stands for those below it too, unless the address says that it does not.
    ...wordOf(search, 'below', ['no'] as const),
    ...textOf(search, 'branchId'),
    ...textOf(search, 'positionId'),
    ...textOf(search, 'managerId'),
    ...listOf(search, 'skillId', MOST_SKILLS),
    ...listOf(search, 'status', employeeStatuses.length, employeeStatuses),
    ...wordOf(search, 'contractKind', contractKinds),
    ...dayOf(search, 'joinedFrom'),
    ...dayOf(search, 'joinedTo'),
    ...dayOf(search, 'leftFrom'),
    ...dayOf(search, 'leftTo'),
    ...listOf(search, 'custom', MOST_CONDITIONS),
    ...wordOf(search, 'sort', sorts),
    ...wordOf(search, 'view', ['cards', 'table'] as const),
    ...wordOf(search, 'add', ['person'] as const),
    ...wordOf(search, 'filters', ['open'] as const),
  }
}
export type PeopleSearch = ReturnType<typeof searchOf>

const filterNames = [
  'q',
  'departmentId',
  'branchId',
  'positionId',
  'managerId',
  'skillId',
  'status',
  'contractKind',
  'joinedFrom',
  'joinedTo',
  'leftFrom',
  'leftTo',
  'custom',
] as const

export type PeopleFilters = Omit<Query<typeof listEmployees>, 'page' | 'limit' | 'sort'>

/** The filters as the API takes them, for a page of the list and for a file of all of it. */
export function filtersOf(search: PeopleSearch): PeopleFilters {
  return {
    ...Object.fromEntries(filterNames.filter((name) => search[name] !== undefined).map((name) => [name, search[name]])),
    ...(search.departmentId && search.below !== 'no' && { includeBelow: true }),
  }
}

/** The order that is asked for; of a search without one the best come first. */
export function sortOf({ sort, q }: PeopleSearch) {
  return sort ?? (q === undefined ? ('lastName' as const) : undefined)
}

/** How many filters narrow the list, the words that are looked for aside. */
export function countFilters(search: PeopleSearch) {
  return filterNames.reduce((count, name) => count + (name === 'q' ? 0 : search[name] === undefined ? 0 : [search[name]].flat().length), 0)
}

/** The address without any filter; how the list is looked at stays. */
export function withoutFilters({ view, sort }: PeopleSearch): PeopleSearch {
  return { ...(view && { view }), ...(sort && { sort }) }
}

/** A condition on a custom field, as the API takes it. */
export type Condition = { key: string; operator: '=' | '>=' | '<='; value: string }

export function conditionsOf({ custom = [] }: PeopleSearch): Condition[] {
  return custom.flatMap((text) => {
    const [, key, operator, value] = /^([a-z][a-z0-9-]*)(>=|<=|=)(.+)$/s.exec(text) ?? []
    return key && operator && value ? [{ key, operator: operator as Condition['operator'], value }] : []
  })
}

/** The conditions with one put in the place of the same field and operator; without a value it goes. */
export function withCondition(
  search: PeopleSearch,
  key: string,
  operator: Condition['operator'],
  value: string | null,
): string[] | undefined {
  const kept = conditionsOf(search).filter((one) => one.key !== key || one.operator !== operator)
  const all = value ? [...kept, { key, operator, value }] : kept
  return all.length > 0 ? all.map((one) => `${one.key}${one.operator}${one.value}`) : undefined
}
