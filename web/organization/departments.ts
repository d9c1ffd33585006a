import { queryOptions, useQuery } from '@tanstack/react-query'
import { branchStatistics, listBranches } from '../../server/modules/organization/organization.branch.contract.ts'
import { listDepartments, type Department } from '../../server/modules/organization/organization.contract.ts'
import { call } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { everyPage } from '../ui/every-page.ts'

const PER_REQUEST = 100

/** Every department: the tree and whoever chooses one need all of them. */
export const departmentsQuery = queryOptions({
  queryKey: [listDepartments.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { departments, pagination } = await call(listDepartments, { query: { page, limit: PER_REQUEST, sort: 'name' }, signal })
      return [departments, pagination.totalPages]
    }),
  staleTime: 60_000,
})

/** How many people, departments and positions each branch has. */
export const branchFiguresQuery = queryOptions({
  queryKey: [branchStatistics.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { branches, pagination } = await call(branchStatistics, { query: { page, limit: PER_REQUEST, archived: true }, signal })
      return [branches, pagination.totalPages]
    }),
  staleTime: 60_000,
})

/** Every department with the names above it, "Engineering / Platform", for choosing one. */
export function useDepartmentChoices() {
  const may = can(useMe(), 'organization.read')
  const all = useQuery({ ...departmentsQuery, enabled: may }).data ?? []
  const byId = new Map(all.map((one) => [one.id, one]))
  return all.map((one) => ({ value: one.id, label: pathOf(one, byId).join(' / ') })).toSorted((a, b) => a.label.localeCompare(b.label))
}

/** Every branch that is open. */
const branchesQuery = queryOptions({
  queryKey: [listBranches.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { branches, pagination } = await call(listBranches, { query: { page, limit: PER_REQUEST, sort: 'name' }, signal })
      return [branches, pagination.totalPages]
    }),
  staleTime: 60_000,
})

export function useBranchChoices() {
  const may = can(useMe(), 'organization.read')
  const all = useQuery({ ...branchesQuery, enabled: may }).data ?? []
  return all.map((one) => ({ value: one.id, label: one.name }))
}

/** The names from the top down to the department's own. */
export function pathOf(department: Department, byId: ReadonlyMap<string, Department>) {
  const names: string[] = []
  for (let at: Department | undefined = department; at && names.length < 50; at = at.parentId ? byId.get(at.parentId) : undefined)
    names.unshift(at.name)
  return names
}
