import {
  IconBeach,
  IconCalendarWeek,
  IconClock,
  IconForms,
  IconHistory,
  IconHome,
  IconInbox,
  IconRoute,
  IconSettings,
  IconShieldLock,
  IconSitemap,
  IconTableImport,
  IconTags,
  IconUserCheck,
  IconUserCog,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { can, has, reachesOthers, type Me } from '../auth/me.ts'

export type Place = {
  to:
    | '/'
    | '/inbox'
    | '/time'
    | '/leave'
    | '/time/today'
    | '/time/roster'
    | '/people'
    | '/organization'
    | '/accounts'
    | '/catalogs'
    | '/custom-fields'
    | '/imports'
    | '/access'
    | '/workflows'
    | '/settings'
    | '/audit'
  name:
    | 'home'
    | 'inbox'
    | 'time'
    | 'leave'
    | 'today'
    | 'roster'
    | 'people'
    | 'organization'
    | 'accounts'
    | 'catalogs'
    | 'customFields'
    | 'imports'
    | 'access'
    | 'workflows'
    | 'settings'
    | 'audit'
  group: 'me' | 'team' | 'company'
  icon: Icon
}

const settingsNeed = [
  'company.update-settings',
  'company.update',
  'company.update-features',
  'company.update-integrations',
  'usage.read',
  'company.export',
]

/** `decides`: whether something waits for them, or may. */
const all: (Place & { may: (me: Me, decides: boolean) => boolean })[] = [
  { to: '/', name: 'home', group: 'me', icon: IconHome, may: () => true },
  { to: '/inbox', name: 'inbox', group: 'me', icon: IconInbox, may: (_me, decides) => decides },
  {
    to: '/time',
    name: 'time',
    group: 'me',
    icon: IconClock,
    may: (me) => has(me, 'attendance') && can(me, 'attendance.read') && me.user.employeeId !== null,
  },
  {
    to: '/leave',
    name: 'leave',
    group: 'me',
    icon: IconBeach,
    may: (me) => has(me, 'leaveManagement') && can(me, 'leave.request') && me.user.employeeId !== null,
  },
  {
    to: '/time/today',
    name: 'today',
    group: 'team',
    icon: IconUserCheck,
    may: (me) => has(me, 'attendance') && reachesOthers(me, 'attendance.read'),
  },
  {
    to: '/time/roster',
    name: 'roster',
    group: 'team',
    icon: IconCalendarWeek,
    may: (me) => has(me, 'attendance') && reachesOthers(me, 'shift.assign'),
  },
  { to: '/people', name: 'people', group: 'team', icon: IconUsers, may: (me) => can(me, 'employee.read') },
  { to: '/accounts', name: 'accounts', group: 'company', icon: IconUserCog, may: (me) => can(me, 'user.read') },
  { to: '/organization', name: 'organization', group: 'team', icon: IconSitemap, may: (me) => can(me, 'organization.read') },
  { to: '/access', name: 'access', group: 'company', icon: IconShieldLock, may: (me) => can(me, 'access.read') },
  { to: '/workflows', name: 'workflows', group: 'company', icon: IconRoute, may: (me) => can(me, 'workflow.read') },
  { to: '/catalogs', name: 'catalogs', group: 'company', icon: IconTags, may: (me) => can(me, 'catalog.manage') },
  {
    to: '/custom-fields',
    name: 'customFields',
    group: 'company',
    icon: IconForms,
    may: (me) => can(me, 'custom-field.manage'),
  },
  { to: '/imports', name: 'imports', group: 'company', icon: IconTableImport, may: (me) => can(me, 'import.run') },
  {
    to: '/settings',
    name: 'settings',
    group: 'company',
    icon: IconSettings,
    may: (me) => settingsNeed.some((permission) => can(me, permission)),
  },
  { to: '/audit', name: 'audit', group: 'company', icon: IconHistory, may: (me) => can(me, 'audit.read') },
]

/** The pages this person may use, in the order of the navigation. */
export function placesOf(me: Me, decides: boolean): Place[] {
  return all.filter((place) => place.may(me, decides))
}

export function mayDecide(me: Me) {
  return has(me, 'leaveManagement') && can(me, 'leave.approve')
}

export function mayAsk(me: Me) {
  return has(me, 'leaveManagement') && can(me, 'leave.request') && me.user.employeeId !== null
}
