import { Badge, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { endSession as endOne, listSessions } from '../../server/modules/auth/auth.session.contract.ts'
import { call, endSession, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'

type Session = Data<typeof listSessions>['sessions'][number]

/** Where I am signed in, and signing out there. */
export function SessionList() {
  const { t } = useTranslation()
  const sessions = useQuery(q(listSessions))
  return (
    <Section
      title={t('account.sessions')}
      beside={
        <Button variant="default" size="compact-sm" onClick={() => void endSession(true)}>
          {t('account.signOutEverywhere')}
        </Button>
      }
    >
      <Answer
        query={sessions}
        skeleton={
          <Stack gap="sm">
            {[1, 2].map((n) => (
              <Skeleton key={n} h={44} />
            ))}
          </Stack>
        }
      >
        {(data) => (
          <ul className="lines">
            {data.sessions.map((session) => (
              <li key={session.id}>
                <Row session={session} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Section>
  )
}

function Row({ session }: { session: Session }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const phone = /Mobile|Android|iPhone/.test(session.userAgent ?? '')
  const device = deviceOf(session.userAgent) ?? t('account.unknownDevice')
  const end = useMutation({
    mutationFn: () => call(endOne, { params: { id: session.id } }),
    onSuccess: () => {
      done(t('account.sessionEnded'))
      void outdate(client, '/auth/sessions')
    },
  })
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" miw={0}>
          {phone ? <IconDeviceMobile size={20} stroke={1.5} aria-hidden /> : <IconDeviceLaptop size={20} stroke={1.5} aria-hidden />}
          <Box miw={0}>
            <Text size="sm" fw={500} truncate>
              {device}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {[t('account.lastUsed', { ago: format.ago(session.lastUsedAt) }), session.address].filter(Boolean).join(t('ui.dot'))}
            </Text>
          </Box>
        </Group>
        {session.current ? (
          <Badge color="good">{t('account.thisDevice')}</Badge>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            loading={end.isPending}
            aria-label={t('account.signOutOf', { device })}
            onClick={() => end.mutate()}
          >
            {t('frame.signOut')}
          </Button>
        )}
      </Group>
      {end.isError && <Failed error={end.error} />}
    </>
  )
}

/** "Chrome, Windows" from a user agent. */
function deviceOf(agent: string | null) {
  if (!agent) return null
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1]
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  const found = [browser, system].filter((part) => part !== undefined).map((part) => names[part] ?? part)
  return found.length > 0 ? found.join(', ') : agent.slice(0, 60)
}
