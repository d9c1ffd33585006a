import type { SystemRole } from '../../server/core/contract.ts'
import type { Settings } from '../../server/core/settings.ts'

/** What a demo company is made from; everything else follows from it, the clock and the seed. */
export type CompanyPlan = {
  readonly name: string
  readonly domain: string
  readonly subdomain: string
  readonly planCode: 'basic' | 'professional' | 'enterprise'
  readonly primaryColor: string
  readonly tagline: string
  readonly phone: string
  readonly address: string
  readonly settings: Settings
  /** The day it signed up; people who joined before were brought along. */
  readonly openedOn: string
  /** The first takes the place of the head office that every company starts with. */
  readonly branches: readonly { readonly code: string; readonly name: string; readonly kind: string }[]
  readonly departments: readonly { readonly code: string; readonly name: string; readonly branch: string; readonly head: string }[]
  readonly staff: readonly StaffPlan[]
  /** Days off that the country's list does not have, as month and day. */
  readonly extraHolidays: readonly { readonly date: string; readonly name: string }[]
  readonly streets: readonly string[]
}

export type StaffPlan = {
  readonly firstName: string
  readonly lastName: string
  readonly title: string
  readonly department: string | null
  readonly branch: string
  /** The key of the manager: the part of their address before the @. */
  readonly manager: string | null
  readonly joinedOn: string
  /** The address before the @, where it is not first.last. */
  readonly account?: string
  readonly roles: readonly SystemRole[]
  /** What they were before they rose, half way through their time here. */
  readonly formerTitle?: string
  readonly worksFourDays?: boolean
}

export const keyOf = ({ account, firstName, lastName }: StaffPlan) => account ?? `${firstName}.${lastName}`.toLowerCase()
