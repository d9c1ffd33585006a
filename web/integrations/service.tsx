import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  getIntegrations,
  testIntegration,
  updateIntegrations,
  type IntegrationKind,
  type Integrations,
} from '../../server/modules/integrations/integrations.contract.ts'
import type { Body, Data } from '../../server/core/contract.ts'
import { call, outdate, q } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'

type Service = NonNullable<Integrations[IntegrationKind]>

/** Keeps what was answered, for every card of the page. */
export function useKept() {
  const client = useQueryClient()
  return (data: Data<typeof updateIntegrations>) => client.setQueryData(q(getIntegrations).queryKey, data)
}

export const send = (body: Body<typeof updateIntegrations>) => call(updateIntegrations, { body })

/** The card of one service: whether it works, its form, and the acts below it. */
export function ServiceCard(props: {
  kind: IntegrationKind
  service: Service | null
  version: number
  dirty: boolean
  children: ReactNode
}) {
  const { kind, service, version } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const kept = useKept()
  const [leaving, setLeaving] = useState(false)
  const name = t(`integrations.${kind}.name`)
  const trial = useOneAtATime(
    useMutation({
      mutationFn: () => call(testIntegration, { params: { kind } }),
      onSettled: () => void outdate(client, '/company/integrations'),
    }),
  )
  return (
    <Section title={name} beside={<Standing service={service} />}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t(`integrations.${kind}.line`)}
        </Text>
        {props.children}
        {service?.problem && !trial.data && <Problem code={service.problem} at={service.problemAt} />}
        {trial.isError && <Failed error={trial.error} />}
        {trial.data && <Outcome {...trial.data.test} kind={kind} />}
        {service && (
          <Group gap="sm">
            <Button variant="default" size="xs" disabled={props.dirty} loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
              {t(kind === 'mail' ? 'integrations.testMail' : 'integrations.testChannel')}
            </Button>
            <Button variant="subtle" color="bad" size="xs" onClick={() => setLeaving(true)}>
              {t('integrations.remove', { name })}
            </Button>
            {props.dirty && (
              <Text size="xs" c="dimmed">
                {t('integrations.saveFirst')}
              </Text>
            )}
          </Group>
        )}
      </Stack>
      <Confirm
        opened={leaving}
        title={t('integrations.removeTitle', { name })}
        text={t('integrations.removeText')}
        act={t('integrations.remove', { name })}
        color="bad"
        send={() => send({ [kind]: null, version })}
        done={(data) => {
          kept(data)
          setLeaving(false)
          done(t('integrations.removed', { name }))
        }}
        close={() => setLeaving(false)}
      />
    </Section>
  )
}

function Standing({ service }: { service: Service | null }) {
  const { t } = useTranslation()
  const [color, word] = !service
    ? (['gray', 'none'] as const)
    : !service.isOn
      ? (['gray', 'off'] as const)
      : service.problem
        ? (['bad', 'problem'] as const)
        : service.workedAt
          ? (['good', 'works'] as const)
          : (['waiting', 'untried'] as const)
  return <Badge color={color}>{t(`integrations.state.${word}`)}</Badge>
}

function Problem({ code, at }: { code: string; at: string | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} title={t(`integrations.code.${code as 'NOT_REACHED'}`)}>
      {at && t('integrations.since', { time: format.ago(at) })}
    </Alert>
  )
}

function Outcome({ ok, code, milliseconds, kind }: Data<typeof testIntegration>['test'] & { kind: IntegrationKind }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Alert
      role="status"
      color={ok ? 'good' : 'bad'}
      icon={ok ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={t(`integrations.code.${code as 'NOT_REACHED'}`)}
    >
      {ok
        ? t(kind === 'mail' ? 'integrations.mailSent' : 'integrations.messageSent')
        : t('integrations.took', { seconds: format.number(Math.ceil(milliseconds / 100) / 10) })}
    </Alert>
  )
}

/** What is said at a field that holds a secret: that one is set, its end, and that leaving the field empty keeps it. */
export function useSecretHint(service: Service | null) {
  const { t } = useTranslation()
  if (!service?.secret.isSet) return undefined
  const { lastFour } = service.secret
  return lastFour ? t('integrations.secretEnds', { lastFour }) : t('integrations.secretSet')
}
