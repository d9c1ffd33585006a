import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, reachesOthers, useMe } from '../auth/me.ts'

/** My time and, for who may see others, the team's. */
export function TimeTabs() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  if (!reachesOthers(me, 'attendance.read') || !can(me, 'attendance.read') || !me.user.employeeId) return null
  return (
    <Tabs
      value={path.startsWith('/time/today') ? 'today' : 'mine'}
      onChange={(value) => void navigate({ to: value === 'today' ? '/time/today' : '/time' })}
    >
      <Tabs.List aria-label={t('frame.place.time')}>
        <Tabs.Tab value="mine">{t('attendance.myTime')}</Tabs.Tab>
        <Tabs.Tab value="today">{t('attendance.teamToday')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
