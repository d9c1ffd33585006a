import { Badge, Text } from '@mantine/core'
import { IconChecklist } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { instanceStates } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { exportInstances, listInstances } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { call, q } from '../api.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { kinds, useKindName } from './kind-name.ts'
import { instanceColours } from './state-colours.ts'
import { useWhat } from './task-words.ts'
import { WorkflowTabs } from './workflow-tabs.tsx'

const route = getRouteApi('/_app/workflows/requests')
type Instance = Data<typeof listInstances>['instances'][number]

/** Every request that somebody decides or decided, of whatever kind. */
export function RequestsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/workflows/requests' })
  const { page, sort = '-startedAt', ...filters } = search
  const asked = { ...filters, sort }
  const instances = useQuery({ ...q(listInstances, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page title={t('workflows.title')} line={t('workflows.requests.line')}>
      <WorkflowTabs />
      <List
        name="requests"
        label={t('workflows.part.requests')}
        query={instances}
        rowsOf={(data) => data.instances}
        idOf={({ id }) => id}
        columns={useRequestColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportInstances, { query: asked })}
        clear={Object.keys(filters).length > 0 ? () => void navigate({ search: { sort }, replace: true }) : undefined}
        empty={
          <Empty
            icon={<IconChecklist size={28} stroke={1.5} />}
            title={t('workflows.requests.none')}
            hint={t('workflows.requests.noneHint')}
          />
        }
        search={<SearchField label={t('workflows.requests.find')} value={search.q} onChange={(value) => filter({ q: value })} />}
        filters={<Filters search={search} filter={filter} />}
      />
    </Page>
  )
}

type Narrowed = { readonly kind?: (typeof kinds)[number] | undefined; readonly state?: Instance['state'] | undefined }

function Filters({ search, filter }: { search: Narrowed; filter: (change: Narrowed) => void }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  return (
    <>
      <ChoiceFilter
        label={t('workflows.requests.kind')}
        any={t('workflows.requests.anyKind')}
        choices={kinds}
        nameOf={kindName}
        value={search.kind}
        onChange={(value) => filter({ kind: value })}
        wide={190}
      />
      <ChoiceFilter
        label={t('workflows.state')}
        any={t('workflows.anyState')}
        choices={instanceStates}
        nameOf={(value) => t(`approvals.state.${value}`)}
        value={search.state}
        onChange={(value) => filter({ state: value })}
        wide={160}
      />
    </>
  )
}

/** What a list of requests can show. */
function useRequestColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  const whatOf = useWhat()
  return [
    {
      key: 'what',
      head: t('workflows.requests.what'),
      fixed: true,
      cell: ({ id, kind, fields, title }) => (
        <AnchorLink to="/requests/$id" params={{ id }} size="sm" fw={500}>
          {whatOf({ kind, fields }) ?? title ?? t('approvals.request')}
        </AnchorLink>
      ),
    },
    { key: 'kind', head: t('workflows.requests.kind'), sort: 'kind', cell: ({ kind }) => kindName(kind) },
    {
      key: 'who',
      head: t('workflows.requests.who'),
      sort: 'lastName',
      cell: ({ subjectName, requesterName }) => subjectName ?? requesterName,
    },
    {
      key: 'state',
      head: t('workflows.state'),
      sort: 'state',
      cell: ({ state }) => (
        <Badge color={instanceColours[state]} miw="max-content">
          {t(`approvals.state.${state}`)}
        </Badge>
      ),
    },
    {
      key: 'waitsFor',
      head: t('approvals.waitsFor'),
      cell: ({ waitsFor }) =>
        waitsFor.length > 0 && (
          <Text size="sm" lineClamp={2}>
            {format.list(waitsFor)}
          </Text>
        ),
    },
    { key: 'asked', head: t('list.asked'), sort: 'startedAt', cell: ({ startedAt }) => format.ago(startedAt) },
    { key: 'ended', head: t('workflows.requests.ended'), sort: 'endedAt', cell: ({ endedAt }) => endedAt && format.ago(endedAt) },
    { key: 'by', head: t('workflows.requests.by'), more: true, cell: ({ requesterName }) => requesterName },
    { key: 'workflow', head: t('workflows.requests.workflow'), more: true, cell: ({ workflowName }) => workflowName },
  ] as const satisfies readonly ListColumn<Instance>[]
}
