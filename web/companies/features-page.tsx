import { Badge, Box, Group, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { featureNeeds } from '../../server/core/access.rules.ts'
import type { Data } from '../../server/core/contract.ts'
import { listFeatures, updateFeatures } from '../../server/modules/companies/companies.contract.ts'
import { ApiError, call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

type State = Data<typeof listFeatures>['features'][number]

/** What the company uses of Muster; what is off is closed to everybody, and its data stays. */
export function FeaturesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { company } = useMe()
  const client = useQueryClient()
  const features = useQuery(q(listFeatures))
  const [leaving, setLeaving] = useState<State | null>(null)
  const kept = (data: Data<typeof listFeatures>) => {
    client.setQueryData(q(listFeatures).queryKey, data)
    void outdate(client, '/auth/me', '/company')
    setLeaving(null)
  }
  const set = (code: State['code'], on: boolean) =>
    call(updateFeatures, { body: { [code]: on } }).catch((error: unknown) => Promise.reject(inWords(error)))
  const switchOn = useMutation({
    mutationFn: (code: State['code']) => set(code, true),
    onSuccess: (data, code) => {
      kept(data)
      done(t('features.isOn', { feature: t(`features.name.${code}`) }))
    },
  })
  const nameOf = (code: State['code']) => t(`features.name.${code}`)

  /** The server names features by their codes; people know them by name. */
  function inWords(error: unknown) {
    if (!(error instanceof ApiError) || error.code !== 'FEATURE_NEEDED') return error as Error
    const { all } = error.details as { all: readonly { feature: State['code']; needs: readonly State['code'][] }[] }
    const words = all.map(({ feature, needs }) =>
      t('features.cannotWithout', { feature: nameOf(feature), needs: format.list(needs.map(nameOf)) }),
    )
    return new ApiError(error.status, error.code, words.join(' '), error.details, error.requestId)
  }

  return (
    <Page title={t('settings.title')} line={company.name}>
      <SettingsTabs />
      <Section title={t('features.title')}>
        <Text size="sm" c="dimmed" mb="md">
          {t('features.line')}
        </Text>
        {switchOn.isError && <Failed error={switchOn.error} />}
        <Answer query={features} skeleton={<RowSkeletons />}>
          {(data) => (
            <ul className="lines">
              {data.features.map((state) => (
                <Row
                  key={state.code}
                  state={state}
                  change={(on) => (on ? switchOn.mutate(state.code) : setLeaving(state))}
                  busy={switchOn.isPending}
                />
              ))}
            </ul>
          )}
        </Answer>
      </Section>
      {leaving && (
        <Confirm
          opened
          title={t('features.offTitle', { feature: nameOf(leaving.code) })}
          text={t('features.offText')}
          act={t('features.switchOff', { feature: nameOf(leaving.code) })}
          color="bad"
          send={() => set(leaving.code, false)}
          done={(data) => {
            kept(data)
            done(t('features.isOff', { feature: nameOf(leaving.code) }))
          }}
          close={() => setLeaving(null)}
        />
      )}
    </Page>
  )
}

function Row({ state, change, busy }: { state: State; change: (on: boolean) => void; busy: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const needs = featureNeeds[state.code] ?? []
  const outOfPlan = state.decidedBy === 'plan' && !state.on
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="md" align="flex-start">
        <Box miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {t(`features.name.${state.code}`)}
            </Text>
            {state.decidedBy === 'operator' && <Badge color="info">{t('features.byOperator')}</Badge>}
            {outOfPlan && <Badge color="gray">{t('features.notInPlan')}</Badge>}
          </Group>
          <Stack gap={0}>
            <Text size="xs" c="dimmed">
              {t(`features.hint.${state.code}`)}
            </Text>
            {needs.length > 0 && (
              <Text size="xs" c="dimmed">
                {t('features.needs', { features: format.list(needs.map((code) => t(`features.name.${code}`))) })}
              </Text>
            )}
          </Stack>
        </Box>
        <Switch
          checked={state.on}
          disabled={busy || outOfPlan || state.decidedBy === 'operator'}
          onChange={(event) => change(event.currentTarget.checked)}
          aria-label={t(`features.name.${state.code}`)}
        />
      </Group>
    </li>
  )
}
