import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe, type Me } from '../auth/me.ts'
import { mayAsk } from '../frame/places.ts'

const parts = [
  { to: '/leave', name: 'mine', may: mayAsk },
  { to: '/leave/calendar', name: 'calendar', may: (me: Me) => can(me, 'leave.read-calendar') },
  { to: '/leave/balances', name: 'balances', may: (me: Me) => can(me, 'leave.adjust') },
  { to: '/leave/types', name: 'types', may: mayConfigure },
  { to: '/leave/policies', name: 'policies', may: mayConfigure },
  { to: '/leave/limits', name: 'limits', may: mayConfigure },
  { to: '/leave/year-end', name: 'yearEnd', may: mayConfigure },
] as const

/** The parts of leave that somebody may use; each is a page of its own. */
export function LeaveTabs() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const shown = parts.filter((part) => part.may(me))
  if (shown.length < 2) return null
  return (
    <Tabs
      value={shown.findLast((part) => path.startsWith(part.to))?.to ?? '/leave'}
      onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/leave' })}
    >
      <Tabs.List aria-label={t('leave.parts')} className="tabs-scroll">
        {shown.map((part) => (
          <Tabs.Tab key={part.to} value={part.to}>
            {t(`leave.part.${part.name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}

function mayConfigure(me: Me) {
  return can(me, 'leave.configure')
}
