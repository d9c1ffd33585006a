import { useTranslation } from 'react-i18next'
import { can, reachesOthers, useMe, type Me } from '../auth/me.ts'
import { mayAsk } from '../frame/places.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/leave', name: 'mine', may: mayAsk },
  { to: '/leave/calendar', name: 'calendar', may: (me: Me) => can(me, 'leave.read-calendar') },
  { to: '/leave/requests', name: 'requests', may: (me: Me) => reachesOthers(me, 'leave.read') },
  { to: '/leave/balances', name: 'balances', may: (me: Me) => can(me, 'leave.adjust') },
  { to: '/leave/types', name: 'types', may: mayConfigure },
  { to: '/leave/policies', name: 'policies', may: mayConfigure },
  { to: '/leave/limits', name: 'limits', may: mayConfigure },
  { to: '/leave/year-end', name: 'yearEnd', may: mayConfigure },
] as const

/** The parts of leave that somebody may use. */
export function LeaveTabs() {
  const { t } = useTranslation()
  const shown = useLeaveParts()
  if (shown.length < 2) return null
  return <PartTabs label={t('leave.parts')} parts={shown} />
}

export function useLeaveParts() {
  const { t } = useTranslation()
  const me = useMe()
  return parts.filter((part) => part.may(me)).map(({ to, name }) => ({ to, label: t(`leave.part.${name}`) }))
}

function mayConfigure(me: Me) {
  return can(me, 'leave.configure')
}
