import { queryOptions } from '@tanstack/react-query'
import { getRole, listRoles } from '../../server/modules/access/access.role.contract.ts'
import { call } from '../api.ts'
import { everyPage } from '../ui/every-page.ts'
import type { Source } from '../ui/found.tsx'

const find = async (asked: string, signal: AbortSignal) =>
  (await call(listRoles, { query: { limit: 20, sort: 'name', ...(asked && { q: asked }) }, signal })).roles
const optionOf = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })

export const roleSource: Source = {
  url: listRoles.url,
  find: async (asked, signal) => (await find(asked, signal)).map(optionOf),
  async one(id, signal) {
    const { role } = await call(getRole, { params: { id }, signal })
    return optionOf(role)
  },
}

/** All but the administrators, whose grants are fixed. */
export const lesserRoleSource: Source = {
  ...roleSource,
  part: 'lesser',
  find: async (asked, signal) => (await find(asked, signal)).filter(({ code }) => code !== 'admin').map(optionOf),
}

/** Every role, for choosing several. */
export const rolesQuery = queryOptions({
  queryKey: [listRoles.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { roles, pagination } = await call(listRoles, { query: { page, limit: 100, sort: 'name' }, signal })
      return [roles, pagination.totalPages]
    }),
})
