import { useQuery } from '@tanstack/react-query'
import { systemRoles } from '../../server/core/contract.ts'
import { getUserStats } from '../../server/modules/users/users.account.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'

/** The roles of the company as choices; to who may not see accounts, those that every company has. */
export function useRoleChoices() {
  const me = useMe()
  const stats = useQuery({ ...q(getUserStats), enabled: can(me, 'user.read'), staleTime: 60_000 }).data?.stats
  return stats
    ? stats.byRole.map(({ code, name }) => ({ value: code, label: name }))
    : Object.entries(systemRoles).map(([value, label]) => ({ value, label }))
}
