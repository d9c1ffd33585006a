import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  listGivenDelegations,
  listReceivedDelegations,
  revokeDelegation,
  type Delegation,
} from '../../server/modules/access/access.delegation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'

const DelegateForm = lazy(() => import('./delegate-form.tsx'))
const SHOWN = 20

/** What I let others do in my place, and what others let me do in theirs. */
export function MyDelegations() {
  const { t } = useTranslation()
  const may = can(useMe(), 'access.delegate')
  const [giving, setGiving] = useState(false)
  const given = useQuery(q(listGivenDelegations, { query: { limit: SHOWN } }))
  const received = useQuery(q(listReceivedDelegations, { query: { limit: SHOWN } }))
  // Who can neither give nor was given anything need not hear of it.
  if (!may && !received.data?.delegations.length && !given.data?.delegations.length) return null
  return (
    <Section
      title={t('access.delegation.title')}
      beside={
        may && (
          <Button size="compact-sm" variant="default" leftSection={<IconUserShare size={14} aria-hidden />} onClick={() => setGiving(true)}>
            {t('access.delegation.give')}
          </Button>
        )
      }
    >
      <FormDrawer opened={giving} title={t('access.delegation.give')} close={() => setGiving(false)}>
        <Suspense>
          <DelegateForm close={() => setGiving(false)} />
        </Suspense>
      </FormDrawer>
      <Stack>
        <Answer query={given} skeleton={<Skeleton h={48} />}>
          {(data) => <Lines title={t('access.delegation.given')} none={t('access.delegation.noneGiven')} rows={data.delegations} mine />}
        </Answer>
        <Answer query={received} skeleton={<Skeleton h={48} />}>
          {(data) => data.delegations.length > 0 && <Lines title={t('access.delegation.received')} none="" rows={data.delegations} />}
        </Answer>
      </Stack>
    </Section>
  )
}

export const stateColours = { active: 'good', planned: 'info', over: 'gray', ended: 'gray' } as const

function Lines(props: { title: string; none: string; rows: readonly Delegation[]; mine?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [ended, setEnded] = useState<Delegation | null>(null)
  const nameOf = (one: Delegation) => (props.mine ? one.receiver.name : one.giver.name)
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">
        {props.title}
      </Text>
      {props.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {props.none}
        </Text>
      )}
      <ul className="lines tight">
        {props.rows.map((one) => (
          <li key={one.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <div style={{ minWidth: 0 }}>
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {nameOf(one)}
                  </Text>
                  <Badge color={stateColours[one.state]}>{t(`access.delegation.state.${one.state}`)}</Badge>
                </Group>
                <Text size="sm">
                  {one.role ? t('access.holder.role', { name: one.role.name }) : format.list(one.permissions.map(({ title }) => title))}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('people.employment.fromTo', { from: format.instant(one.validFrom), to: format.instant(one.endedAt ?? one.validTo) })}
                  {one.reason && ` · ${t('ui.quoted', { text: one.reason })}`}
                </Text>
              </div>
              {one.can.revoke && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="bad"
                  aria-label={t('access.delegation.endOf', { name: nameOf(one) })}
                  onClick={() => setEnded(one)}
                >
                  {t('access.delegation.end')}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
      <Confirm
        opened={ended !== null}
        title={t('access.delegation.endTitle', { name: ended ? nameOf(ended) : '' })}
        text={t('access.delegation.endText')}
        act={t('access.delegation.end')}
        send={() => call(revokeDelegation, { params: { id: ended?.id ?? '' } })}
        done={() => {
          setEnded(null)
          done(t('access.delegation.ended'))
          void outdate(client, '/delegations', '/access', '/auth/me')
        }}
        close={() => setEnded(null)}
      />
    </div>
  )
}
