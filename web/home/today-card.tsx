import { Progress, Skeleton, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../attendance/clock.ts'
import { breakNow, fullDayAt, workedNow } from '../attendance/clock-minutes.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useNow } from '../ui/now.ts'
import { Section } from '../ui/section.tsx'

/** My day so far, as the clock counts it. */
export function TodayCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(30_000)
  const clock = useQuery(statusQuery)
  return (
    <Section
      title={t('home.today')}
      beside={
        clock.data && (
          <Text size="xs" c="dimmed">
            {t(`clock.state.${clock.data.status.state}`)}
          </Text>
        )
      }
    >
      <Answer query={clock} skeleton={<Skeleton h={110} />}>
        {({ status }) => {
          const worked = workedNow(status, now)
          const fullAt = fullDayAt(status)
          const share = status.scheduledMinutes > 0 ? Math.min(100, (worked / status.scheduledMinutes) * 100) : 0
          return (
            <Stack gap="md" className="numbers">
              <div>
                <Text fz={26} fw={600} lh={1.2}>
                  {format.duration(worked)}
                </Text>
                <Text size="xs" c="dimmed">
                  {status.scheduledMinutes > 0
                    ? t('home.ofScheduled', { scheduled: format.duration(status.scheduledMinutes) })
                    : t('home.nothingScheduled')}
                </Text>
              </div>
              {status.scheduledMinutes > 0 && <Progress value={share} aria-label={t('home.today')} size={8} radius="xl" />}
              <dl className="cost-lines" style={{ gridTemplateColumns: '1fr auto', fontSize: 13 }}>
                {row(t('home.started'), status.startedAt ? format.time(status.startedAt) : t('ui.none'))}
                {row(t('home.breaks'), format.duration(breakNow(status, now)))}
                {status.lateMinutes > 0 && row(t('home.late'), format.duration(status.lateMinutes))}
                {fullAt && fullAt.getTime() > now && row(t('home.fullAt'), format.time(fullAt))}
              </dl>
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )

  function row(name: string, value: string) {
    return (
      <div>
        <Text component="dt" size="sm" c="dimmed">
          {name}
        </Text>
        <Text component="dd" size="sm" fw={500}>
          {value}
        </Text>
      </div>
    )
  }
}
