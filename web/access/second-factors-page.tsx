import { Button, Card, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listDemands, setDemands } from '../../server/modules/auth/auth.mfa.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { AccessTabs } from './access-tabs.tsx'

type Demand = Data<typeof listDemands>['roles'][number]

/** Which roles ask for more than a password. */
export function SecondFactorsPage() {
  const { t } = useTranslation()
  const demands = useQuery(q(listDemands))
  return (
    <Page title={t('access.title')} line={t('access.factors.line')}>
      <AccessTabs />
      <Answer query={demands} skeleton={<RowSkeletons />}>
        {({ roles }) => <Demands key={roles.map(({ roleId, demanded }) => `${roleId}${demanded}`).join()} roles={roles} />}
      </Answer>
    </Page>
  )
}

function Demands({ roles }: { roles: readonly Demand[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const before = roles.filter(({ demanded }) => demanded).map(({ roleId }) => roleId)
  const [chosen, setChosen] = useState<readonly string[]>(before)
  const changed = roles.filter(({ roleId, demanded }) => chosen.includes(roleId) !== demanded)
  // Of each role that is new, whoever has no second factor yet.
  const shutOut = changed.filter(({ demanded }) => !demanded).reduce((sum, { peopleWithout }) => sum + peopleWithout, 0)
  const save = useOneAtATime(
    useMutation({
      mutationFn: () => call(setDemands, { body: { roleIds: [...chosen] } }),
      onSuccess: () => {
        done(t('access.factors.saved'))
        void outdate(client, '/auth/mfa', '/auth/me')
      },
    }),
  )
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <Stack>
      <Unsaved when={changed.length > 0 && !save.isPending && !save.isSuccess} />
      <Card>
        <FewRows
          label={t('access.part.secondFactors')}
          rows={roles}
          idOf={({ roleId }) => roleId}
          columns={useDemandColumns(chosen, toggle)}
        />
      </Card>
      <Text size="sm" c="dimmed">
        {t('access.factors.hint')}{' '}
        <AnchorLink to="/security" inherit underline="always">
          {t('access.factors.own')}
        </AnchorLink>
      </Text>
      {(changed.length > 0 || save.isError) && (
        <Card>
          <Stack gap="sm">
            {save.isError && <Failed error={save.error} />}
            <Group justify="space-between" gap="sm">
              <Text size="sm">{shutOut > 0 ? t('access.factors.shutOut', { count: shutOut }) : t('access.factors.nobodyShutOut')}</Text>
              <Group gap="sm">
                <Button variant="default" onClick={() => setChosen(before)}>
                  {t('ui.discard')}
                </Button>
                <Button loading={save.isPending} onClick={() => save.mutate(undefined)}>
                  {t('access.factors.save', { count: changed.length })}
                </Button>
              </Group>
            </Group>
          </Stack>
        </Card>
      )}
    </Stack>
  )
}

/** Of whom a second factor is asked, and who has none. */
function useDemandColumns(chosen: readonly string[], toggle: (id: string) => void) {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'role',
      head: t('accounts.role'),
      fixed: true,
      cell: ({ roleId, name }) => (
        <Checkbox
          checked={chosen.includes(roleId)}
          onChange={() => toggle(roleId)}
          label={name}
          aria-label={t('access.factors.demand', { role: name })}
        />
      ),
    },
    {
      key: 'people',
      head: t('access.factors.people'),
      end: true,
      cell: ({ people }) => <span className="numbers">{format.number(people)}</span>,
    },
    {
      key: 'without',
      head: t('access.factors.without'),
      end: true,
      cell: ({ peopleWithout }) => <span className="numbers">{format.number(peopleWithout)}</span>,
    },
  ] satisfies readonly ListColumn<Demand>[]
}
