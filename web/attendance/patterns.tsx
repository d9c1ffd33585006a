import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconCalendarTime, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listPatterns, type WorkingPattern } from '../../server/modules/attendance/working-pattern.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { lengthOf } from './shift-setup.ts'
import { useTimeRules } from './time-rules.ts'

const PatternForms = lazy(() => import('./pattern-forms.tsx'))

/** Working patterns, each as the strip of its weeks. */
export function Patterns({ configures }: { configures: boolean }) {
  const { t } = useTranslation()
  const { search, go, open, close } = useTimeRules()
  const { patterns: page = 1, form, id } = search
  const list = useQuery(q(listPatterns, { query: { page, limit: 10 } }))
  return (
    <Section
      title={t('timeRules.patterns.title')}
      beside={
        configures && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add-pattern')}>
            {t('timeRules.patterns.add')}
          </Button>
        )
      }
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('timeRules.patterns.line')}
        </Text>
        <Answer query={list} skeleton={<RowSkeletons />}>
          {(data) =>
            data.pagination.total === 0 ? (
              <Empty
                icon={<IconCalendarTime size={28} stroke={1.5} />}
                title={t('timeRules.patterns.none')}
                hint={t('timeRules.patterns.noneHint')}
              />
            ) : (
              <>
                {data.patterns.map((pattern) => (
                  <One key={pattern.id} pattern={pattern} configures={configures} />
                ))}
                <Pager pagination={data.pagination} onPage={(to) => go({ patterns: to })} />
              </>
            )
          }
        </Answer>
      </Stack>
      {configures && form?.endsWith('-pattern') && (
        <Suspense>
          <PatternForms form={form} pattern={list.data?.patterns.find((one) => one.id === id)} close={close} />
        </Suspense>
      )}
    </Section>
  )
}

function One({ pattern, configures }: { pattern: WorkingPattern; configures: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { open } = useTimeRules()
  const minutes = pattern.times.reduce((sum, one) => sum + lengthOf({ startTime: one.start, endTime: one.end }) - one.breakMinutes, 0)
  const facts = [
    t('timeRules.patterns.perWeek', { time: format.duration(Math.round(minutes / pattern.weeks)) }),
    pattern.weeks > 1 && t('timeRules.patterns.turns', { count: pattern.weeks, day: format.date(pattern.anchorDay) }),
  ].filter((one) => one !== false)
  return (
    <Card component="article" aria-label={pattern.name} p="sm">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <div>
            <Group gap="xs">
              <Title order={3} fz={14}>
                {pattern.name}
              </Title>
              {pattern.isFlexible && <Badge color="info">{t('timeRules.patterns.flexible')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {facts.join(t('ui.dot'))}
            </Text>
          </div>
          {configures && (
            <RowMenu
              label={t('holidays.moreOf', { name: pattern.name })}
              acts={[
                { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-pattern', pattern.id) },
                { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove-pattern', pattern.id) },
              ]}
            />
          )}
        </Group>
        {Array.from({ length: pattern.weeks }, (_, index) => (
          <Week key={index} pattern={pattern} week={index + 1} />
        ))}
      </Stack>
    </Card>
  )
}

function Week({ pattern, week }: { pattern: WorkingPattern; week: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ol className="roster-strip" data-week aria-label={t('timeRules.patterns.week', { number: week })}>
      {[1, 2, 3, 4, 5, 6, 7].map((weekday) => {
        const times = pattern.times.filter((one) => one.week === week && one.weekday === weekday)
        return (
          <li key={weekday} data-off={times.length === 0 || undefined}>
            <span className="roster-strip-day">{format.weekdayName(weekday)}</span>
            {times.length === 0 && <span>{t('roster.off')}</span>}
            {times.map(({ start, end }) => (
              <span key={start} className="numbers">
                {t('shiftSetup.fromTo', { start, end })}
              </span>
            ))}
          </li>
        )
      })}
    </ol>
  )
}
