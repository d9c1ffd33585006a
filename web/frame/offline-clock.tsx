import { Container, Group, List, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { statusAfter, type Act } from '../attendance/clock.ts'
import { keep, remember, retryMs, useKept, type Known } from '../attendance/clock-queue.ts'
import { useAgain } from '../ui/again.ts'
import { browserZone, useFormat } from '../ui/format.ts'
import { ClockFace } from './clock.tsx'

/** The app without a server: the clock of whoever used it here last. What is pressed is kept and sent by the app once it is back. */
export function OfflineClock({ known, retry }: { known: Known; retry: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [status, setStatus] = useState(known.status)
  const kept = useKept(known.userId)
  useAgain(retry, retryMs)
  const press = (act: Act) => {
    const pressedAt = new Date()
    keep({
      userId: known.userId,
      act,
      body: { timeZone: browserZone(), source: 'web', pressedAt: pressedAt.toISOString() },
    })
    const next = statusAfter(status, act, pressedAt)
    setStatus(next)
    remember({ ...known, status: next })
  }
  return (
    <Container component="main" size="xs" py="xl">
      <title>{t('clock.offlineTitle')}</title>
      <Stack gap="lg">
        <div>
          <Title order={1}>{t('clock.offlineTitle')}</Title>
          <Text c="dimmed">{t('clock.offlineHint')}</Text>
        </div>
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {known.name}
          </Text>
          <Group>
            <ClockFace status={status} press={press} />
          </Group>
        </div>
        {kept.length > 0 && (
          <section aria-label={t('clock.keptList')}>
            <Title order={2} size="h3" mb="xs">
              {t('clock.keptList')}
            </Title>
            <List size="sm">
              {kept.map(({ key, act, body }) => (
                <List.Item key={key}>{t('clock.keptAct', { act: t(`clock.act.${act}`), time: format.time(body.pressedAt) })}</List.Item>
              ))}
            </List>
          </section>
        )}
      </Stack>
    </Container>
  )
}
