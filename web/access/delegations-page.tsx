import { Badge, Button, Text } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  delegationStates,
  exportDelegations,
  listDelegations,
  revokeDelegation,
  type Delegation,
} from '../../server/modules/access/access.delegation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { stateColours } from './my-delegations.tsx'

const route = getRouteApi('/_app/access/delegations')

/** What anybody of the company lets anybody do in their place. */
export function DelegationsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/delegations' })
  const { page, sort = '-createdAt', ...filters } = search
  const asked = { ...filters, sort }
  const delegations = useQuery({ ...q(listDelegations, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const [ended, setEnded] = useState<Delegation | null>(null)
  return (
    <Page title={t('access.title')} line={t('access.delegation.allLine')}>
      <AccessTabs />
      <List
        name="delegations"
        label={t('access.part.delegations')}
        query={delegations}
        rowsOf={(data) => data.delegations}
        idOf={({ id }) => id}
        columns={useDelegationColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportDelegations, { query: asked })}
        renderActs={(one) =>
          one.can.revoke && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="bad"
              aria-label={t('access.delegation.endOf', { name: one.receiver.name })}
              onClick={() => setEnded(one)}
            >
              {t('access.delegation.end')}
            </Button>
          )
        }
        clear={Object.keys(filters).length > 0 ? () => void navigate({ search: { sort }, replace: true }) : undefined}
        empty={
          <Empty
            icon={<IconUserShare size={28} stroke={1.5} />}
            title={t('access.delegation.none')}
            hint={t('access.delegation.noneHint')}
          />
        }
        search={<SearchField label={t('access.delegation.find')} value={search.q} onChange={(value) => filter({ q: value })} />}
        filters={
          <ChoiceFilter
            label={t('accounts.status')}
            any={t('accounts.allStatuses')}
            choices={delegationStates}
            nameOf={(value) => t(`access.delegation.state.${value}`)}
            value={search.state}
            onChange={(value) => filter({ state: value })}
          />
        }
      />
      <End one={ended} close={() => setEnded(null)} />
    </Page>
  )
}

function End({ one, close }: { one: Delegation | null; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return (
    <Confirm
      opened={one !== null}
      title={t('access.delegation.endTitle', { name: one?.receiver.name ?? '' })}
      text={t('access.delegation.endText')}
      act={t('access.delegation.end')}
      send={() => call(revokeDelegation, { params: { id: one?.id ?? '' } })}
      done={() => {
        close()
        done(t('access.delegation.ended'))
        void outdate(client, '/delegations', '/access', '/auth/me')
      }}
      close={close}
    />
  )
}

/** What a list of delegations can show. */
function useDelegationColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'giver',
          head: t('access.delegation.giver'),
          sort: 'giver',
          fixed: true,
          cell: ({ giver }) => (
            <Text size="sm" fw={500}>
              {giver.name}
            </Text>
          ),
        },
        { key: 'receiver', head: t('access.delegation.receiver'), sort: 'receiver', cell: ({ receiver }) => receiver.name },
        {
          key: 'what',
          head: t('access.delegation.what'),
          cell: ({ role, permissions }) => (
            <Text size="sm" lineClamp={2} maw={320}>
              {role ? t('access.holder.role', { name: role.name }) : format.list(permissions.map(({ title }) => title))}
            </Text>
          ),
        },
        {
          key: 'state',
          head: t('accounts.status'),
          sort: 'state',
          cell: ({ state, endedAt }) => (
            <>
              <Badge color={stateColours[state]} miw="max-content">
                {t(`access.delegation.state.${state}`)}
              </Badge>
              {endedAt && (
                <Text size="xs" c="dimmed" mt={4}>
                  {format.instant(endedAt)}
                </Text>
              )}
            </>
          ),
        },
        { key: 'from', head: t('access.validFrom'), sort: 'validFrom', cell: ({ validFrom }) => format.instant(validFrom) },
        { key: 'until', head: t('access.validTo'), sort: 'validTo', cell: ({ validTo }) => format.instant(validTo) },
        {
          key: 'reason',
          head: t('access.delegation.reason'),
          more: true,
          cell: ({ reason }) => reason && <Text size="sm">{t('ui.quoted', { text: reason })}</Text>,
        },
        { key: 'given', head: t('access.delegation.since'), sort: 'createdAt', more: true, cell: ({ createdAt }) => format.ago(createdAt) },
      ] as const satisfies readonly ListColumn<Delegation>[],
    [t, format],
  )
}
