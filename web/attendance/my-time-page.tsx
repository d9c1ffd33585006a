import { ActionIcon, Button, Card, Group, SegmentedControl, SimpleGrid, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { addDays, addMonths, endOfMonth, startOfMonth, startOfWeek } from '../ui/days.ts'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { NotListed } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { CodeCard } from './code-card.tsx'
import { DayTable } from './day-table.tsx'
import { MyCorrections } from './my-corrections.tsx'
import { MyPlaces } from './my-places.tsx'
import { MyShiftRequests } from './my-shift-requests.tsx'
import { MyShifts } from './my-shifts.tsx'
import { PinCard } from './pin-card.tsx'
import { TimeTabs } from './time-tabs.tsx'

const CorrectionForm = lazy(() => import('./correction-form.tsx'))
const ShiftForm = lazy(() => import('./shift-form.tsx'))
const LocationForm = lazy(() => import('./location-form.tsx'))

const route = getRouteApi('/_app/time/')

/** My days, a week or a month at a time. */
export function MyTimePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const { settings } = me
  const { view = 'week', day = format.today(), correct, place, shift } = route.useSearch()
  const corrects = can(me, 'attendance.correct')
  const asks = can(me, 'work-location.request') && me.user.employeeId !== null
  const swaps = can(me, 'shift.request') ? me.user.employeeId : null
  const navigate = useNavigate({ from: '/time/' })
  const from = view === 'week' ? startOfWeek(day, settings.weekStart) : startOfMonth(day)
  const to = view === 'week' ? addDays(from, 6) : endOfMonth(day)
  const go = (to: string) => void navigate({ search: (old) => ({ ...old, day: to }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ correct: _, place: _place, shift: _shift, ...old }) => old, ignoreBlocker })
  const step = (by: number) => go(view === 'week' ? addDays(from, by * 7) : addMonths(from, by))
  const names =
    view === 'week'
      ? { back: t('attendance.previousWeek'), on: t('attendance.nextWeek') }
      : { back: t('ui.previousMonth'), on: t('ui.nextMonth') }
  const days = (
    <Card>
      <Group justify="space-between" mb="md">
        <Group gap="xs">
          <ActionIcon variant="default" aria-label={names.back} onClick={() => step(-1)}>
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={names.on} onClick={() => step(1)}>
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
          <Text fw={600} aria-live="polite">
            {view === 'week' ? format.range(from, to) : format.month(from)}
          </Text>
        </Group>
        <Group gap="xs">
          <ButtonLink to="/time/sheet" search={{ day: from }} variant="default" size="xs">
            {t('sheet.open')}
          </ButtonLink>
          <Button variant="default" size="xs" onClick={() => go(format.today())}>
            {t('attendance.toToday')}
          </Button>
        </Group>
      </Group>
      <DayTable from={from} to={to} strip={view === 'month'} corrects={corrects} />
    </Card>
  )
  return (
    <Page
      title={t('attendance.myTime')}
      line={t('attendance.myTimeLine')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('attendance.view')}
          value={view}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, view: value === 'month' ? 'month' : 'week' }) })}
          data={[
            { value: 'week', label: t('attendance.week') },
            { value: 'month', label: t('attendance.month') },
          ]}
        />
      }
    >
      <TimeTabs />
      {me.user.employeeId === null ? <NotListed /> : days}
      {can(me, 'attendance.clock') && me.user.employeeId && <MyShifts />}
      {swaps && <MyShiftRequests employeeId={swaps} />}
      {corrects && me.user.employeeId && <MyCorrections />}
      {asks && <MyPlaces />}
      {can(me, 'attendance.clock') && me.user.employeeId && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <CodeCard />
          <PinCard />
        </SimpleGrid>
      )}
      <FormDrawer opened={correct !== undefined && corrects} title={t('correction.title')} close={close}>
        <Suspense>{correct && <CorrectionForm key={correct} date={correct} close={() => close(true)} />}</Suspense>
      </FormDrawer>
      <FormDrawer opened={place === 'ask' && asks} title={t('location.ask')} close={close}>
        <Suspense>
          <LocationForm close={(ignoreBlocker) => close(ignoreBlocker)} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={shift === 'ask' && swaps !== null} title={t('shifts.ask')} close={close}>
        <Suspense>
          <ShiftForm close={(ignoreBlocker) => close(ignoreBlocker)} />
        </Suspense>
      </FormDrawer>
    </Page>
  )
}
