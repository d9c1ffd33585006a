import { ActionIcon, Button, Card, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconCopy } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getRosterPlan } from '../../server/modules/attendance/roster-plan.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addDays, startOfWeek } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { AddSomebody } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RosterForms } from './roster-forms.tsx'
import { RosterGrid } from './roster-grid.tsx'
import { RosterPalette } from './roster-palette.tsx'
import { spotKey, useDraft, type Choice, type Spot } from './roster.ts'
import { TimeTabs } from './time-tabs.tsx'

const route = getRouteApi('/_app/time/roster')
const REFRESH_MS = 30_000

/** People by dates: shifts are drafted, and published when the plan is right. */
export function RosterPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const navigate = useNavigate({ from: '/time/roster' })
  const search = route.useSearch()
  const { view = 'week', page, q: text, departmentId, form } = search
  const from = startOfWeek(search.day ?? format.today(), settings.weekStart)
  const to = addDays(from, view === 'week' ? 6 : 27)
  const group = { from, to, ...(departmentId && { departmentId }) }
  const plan = useQuery({
    ...q(getRosterPlan, { query: { ...group, page: page ?? 1, limit: 25, ...(text && { q: text }) } }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  const [selected, setSelected] = useState<ReadonlyMap<string, Spot>>(new Map())
  const [said, setSaid] = useState('')
  const draft = useDraft((count) => {
    setSelected(new Map())
    setSaid(t('roster.drafted', { count }))
  })
  const go = (change: Partial<typeof search>) => {
    setSelected(new Map())
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
  }
  const open = (which: typeof form) => void navigate({ search: (old) => ({ ...old, form: which }) })
  const toggle = (spot: Spot) =>
    setSelected((old) => {
      const next = new Map(old)
      if (!next.delete(spotKey(spot))) next.set(spotKey(spot), spot)
      return next
    })
  // What is chosen goes into the selected cells; a drop goes into its cell, or into all selected ones when it is among them.
  const put = (choice: Choice, on?: Spot) => {
    const spots = on && !selected.has(spotKey(on)) ? [on] : [...selected.values()]
    if (spots.length > 0) draft.mutate({ choice, spots })
  }
  return (
    <Page
      title={t('roster.title')}
      line={t('roster.line')}
      actions={
        <>
          <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => open('copy')}>
            {t('roster.copy')}
          </Button>
          <Button onClick={() => open('publish')} disabled={!plan.data?.drafts} title={plan.data?.drafts ? undefined : t('roster.nothing')}>
            {t('roster.publishCount', { count: plan.data?.drafts ?? 0 })}
          </Button>
        </>
      }
    >
      <TimeTabs />
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <ActionIcon variant="default" size="lg" aria-label={t('attendance.previousWeek')} onClick={() => go({ day: addDays(from, -7) })}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" aria-label={t('attendance.nextWeek')} onClick={() => go({ day: addDays(from, 7) })}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
          <Text fw={600} aria-live="polite">
            {format.range(from, to)}
          </Text>
          <Button variant="default" size="xs" onClick={() => go({ day: undefined })}>
            {t('attendance.toToday')}
          </Button>
        </Group>
        <SegmentedControl
          size="xs"
          aria-label={t('attendance.view')}
          value={view}
          onChange={(value) => go({ view: value === 'weeks' ? 'weeks' : undefined })}
          data={[
            { value: 'week', label: t('attendance.week') },
            { value: 'weeks', label: t('roster.fourWeeks') },
          ]}
        />
      </Group>
      <RosterPalette
        selected={selected.size}
        busy={draft.isPending}
        said={said}
        choose={put}
        add={() => open('shift')}
        clear={() => setSelected(new Map())}
      />
      <Card p={0}>
        <Group gap="sm" p="md">
          <SearchField label={t('attendance.findPerson')} value={text} onChange={(value) => go({ q: value, page: undefined })} />
          <DepartmentFilter value={departmentId} onChange={(value) => go({ departmentId: value, page: undefined })} />
        </Group>
        <Answer query={plan} skeleton={<Skeleton h={320} />}>
          {(data) =>
            data.people.length === 0 ? (
              text || departmentId ? (
                <Empty icon={<IconCalendarOff size={28} stroke={1.5} />} title={t('ui.nobodyFound')} hint={t('ui.widenFilters')} />
              ) : (
                <Empty icon={<IconCalendarOff size={28} stroke={1.5} />} title={t('ui.nobody')} hint={t('ui.nobodyHint')}>
                  <AddSomebody />
                </Empty>
              )
            ) : (
              <Stack gap={0}>
                <RosterGrid people={data.people} wide={view === 'weeks'} selected={selected} toggle={toggle} drop={put} />
                <Group p="md">
                  <Pager pagination={data.pagination} onPage={(to) => go({ page: to })} />
                </Group>
              </Stack>
            )
          }
        </Answer>
      </Card>
      <RosterForms form={form} group={group} close={() => open(undefined)} />
    </Page>
  )
}
