import { Badge, Button, Card, Group, Select, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listDelegations, revokeDelegation, type Delegation } from '../../server/modules/access/access.delegation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { stateColours } from './my-delegations.tsx'
import { UserSelect } from './user-select.tsx'

const route = getRouteApi('/_app/access/delegations')
const states = ['active', 'planned', 'over', 'ended'] as const

/** What anybody of the company lets anybody do in their place. */
export function DelegationsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/delegations' })
  const { page = 1, state, userId } = search
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const delegations = useQuery({
    ...q(listDelegations, { query: { page, limit: 20, ...(state && { state }), ...(userId && { userId }) } }),
    placeholderData: keepPreviousData,
  })
  return (
    <Page title={t('access.title')} line={t('access.delegation.allLine')}>
      <AccessTabs />
      <Group gap="sm" align="flex-start">
        <UserSelect
          aria-label={t('access.delegation.ofWhom')}
          placeholder={t('access.delegation.ofAnybody')}
          value={userId ?? null}
          onChange={(id) => filter({ userId: id ?? undefined })}
          openOnFocus={false}
          w={{ base: '100%', xs: 260 }}
        />
        <Select
          aria-label={t('accounts.status')}
          placeholder={t('accounts.allStatuses')}
          data={states.map((value) => ({ value, label: t(`access.delegation.state.${value}`) }))}
          value={state ?? null}
          onChange={(value) => filter({ state: states.find((one) => one === value) })}
          clearable
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
          w={{ base: '100%', xs: 180 }}
        />
      </Group>
      <Answer query={delegations} skeleton={<RowSkeletons />}>
        {(data) =>
          data.delegations.length === 0 ? (
            <Card>
              <Empty
                icon={<IconUserShare size={28} stroke={1.5} />}
                title={t(state || userId ? 'ui.nothingFound' : 'access.delegation.none')}
                hint={t(state || userId ? 'ui.widenFilters' : 'access.delegation.noneHint')}
              />
            </Card>
          ) : (
            <Stack>
              <Rows delegations={data.delegations} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}

function Rows({ delegations }: { delegations: readonly Delegation[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [ended, setEnded] = useState<Delegation | null>(null)
  return (
    <>
      <TableCard
        label={t('access.part.delegations')}
        minWidth={760}
        head={[
          t('access.delegation.giver'),
          t('access.delegation.receiver'),
          t('access.delegation.what'),
          t('access.valid'),
          <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
        ]}
      >
        {delegations.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{one.giver.name}</Table.Td>
            <Table.Td>
              <Text size="sm" fw={500}>
                {one.receiver.name}
              </Text>
              {one.reason && (
                <Text size="xs" c="dimmed">
                  {t('ui.quoted', { text: one.reason })}
                </Text>
              )}
            </Table.Td>
            <Table.Td maw={320}>
              <Text size="sm" lineClamp={2}>
                {one.role ? t('access.holder.role', { name: one.role.name }) : format.list(one.permissions.map(({ title }) => title))}
              </Text>
            </Table.Td>
            <Table.Td>
              <Badge color={stateColours[one.state]}>{t(`access.delegation.state.${one.state}`)}</Badge>
              <Text size="xs" c="dimmed" mt={4}>
                {t('people.employment.fromTo', { from: format.instant(one.validFrom), to: format.instant(one.endedAt ?? one.validTo) })}
              </Text>
            </Table.Td>
            <Table.Td ta="end">
              {one.can.revoke && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="bad"
                  aria-label={t('access.delegation.endOf', { name: one.receiver.name })}
                  onClick={() => setEnded(one)}
                >
                  {t('access.delegation.end')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </TableCard>
      <Confirm
        opened={ended !== null}
        title={t('access.delegation.endTitle', { name: ended?.receiver.name ?? '' })}
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
    </>
  )
}
