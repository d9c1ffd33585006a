import { useSuspenseQuery } from '@tanstack/react-query'
import type { Data, Feature, Reach } from '../../server/core/contract.ts'
import { me } from '../../server/modules/auth/auth.contract.ts'
import { q } from '../api.ts'

export type Me = Data<typeof me>

export const meQuery = { ...q(me), staleTime: 60_000 }

/** Who is signed in; loaded before any page inside the frame is shown. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** May they do this kind of thing? The server decides; this only decides what is shown. */
export function can(me: Me, permission: string) {
  return me.permissions.some((grant) => grant.permission === permission)
}

export function has(me: Me, feature: Feature) {
  return me.features.includes(feature)
}

/** Does the permission reach anyone but themselves? */
export function reachesOthers(me: Me, permission: string) {
  return me.permissions.some((grant) => grant.permission === permission && grant.reach !== ('own' satisfies Reach))
}

/** Does the permission reach everybody of the company? */
export function reachesAll(me: Me, permission: string) {
  return me.permissions.some((grant) => grant.permission === permission && grant.reach === ('company' satisfies Reach))
}
