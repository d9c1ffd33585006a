import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { can, reachesOthers, useMe, type Me } from '../auth/me.ts'
import { browserZone, useFormat } from '../ui/format.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/time', label: 'attendance.myTime', may: (me: Me) => can(me, 'attendance.read') && me.user.employeeId !== null },
  { to: '/time/today', label: 'attendance.teamToday', may: (me: Me) => reachesOthers(me, 'attendance.read') },
  { to: '/time/exceptions', label: 'exceptions.title', may: (me: Me) => reachesOthers(me, 'attendance.read') },
  { to: '/time/corrections', label: 'list.corrections.title', may: (me: Me) => reachesOthers(me, 'attendance.read') },
  { to: '/time/roster', label: 'roster.title', may: (me: Me) => reachesOthers(me, 'shift.assign') },
  {
    to: '/time/shifts',
    label: 'shiftSetup.title',
    may: (me: Me) => reachesOthers(me, 'shift.assign') || can(me, 'attendance.configure'),
  },
  { to: '/time/months', label: 'month.title', may: (me: Me) => can(me, 'attendance-month.close') },
  { to: '/time/holidays', label: 'holidays.title', may: (me: Me) => can(me, 'attendance.read') },
  { to: '/time/rules', label: 'timeRules.title', may: (me: Me) => can(me, 'attendance.read') },
  { to: '/time/places', label: 'fence.title', may: (me: Me) => can(me, 'attendance.configure') },
  { to: '/time/kiosks', label: 'kiosk.kiosks', may: (me: Me) => can(me, 'attendance.configure') },
] as const

/** My time and, for who may see or plan others, the team's; and whose clock it goes by where that is not the one on the wall. */
export function TimeTabs() {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = useTimeParts()
  return (
    <>
      {shown.length > 1 && <PartTabs label={t('frame.place.time')} parts={shown} />}
      {format.zone !== browserZone() && (
        <Text size="sm" c="dimmed">
          {t('attendance.zone', { zone: format.zoneName() })}
        </Text>
      )}
    </>
  )
}

export function useTimeParts() {
  const { t } = useTranslation()
  const me = useMe()
  return parts.filter(({ may }) => may(me)).map(({ to, label }) => ({ to, label: t(label) }))
}
