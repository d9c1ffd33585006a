import { Badge, Button, Text } from '@mantine/core'
import { IconPlus, IconRoute } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listWorkflows } from '../../server/modules/workflows/workflows.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { useKindName } from './kind-name.ts'
import { stateColours } from './state-colours.ts'
import { WorkflowTabs } from './workflow-tabs.tsx'

const NewWorkflow = lazy(() => import('./new-workflow.tsx'))
const route = getRouteApi('/_app/workflows/')
type Listed = Data<typeof listWorkflows>['workflows'][number]
const states = ['draft', 'active', 'inactive', 'archived'] as const

/** The workflows of the company, by name. */
export function WorkflowsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/workflows/' })
  const me = useMe()
  const may = can(me, 'workflow.manage')
  const { page, q: text, state, sort = 'name' } = search
  const workflows = useQuery({
    ...q(listWorkflows, { query: { page: page ?? 1, sort, ...(text && { q: text }), ...(state && { state }) } }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' as const }) })}
    >
      {t('workflows.add')}
    </Button>
  )
  return (
    <Page title={t('workflows.title')} line={t('workflows.line')} actions={add}>
      <WorkflowTabs />
      <FormDrawer opened={may && search.form === 'add'} title={t('workflows.add')} close={() => close()}>
        <Suspense>
          <NewWorkflow close={close} />
        </Suspense>
      </FormDrawer>
      <List
        name="workflows"
        label={t('workflows.part.workflows')}
        query={workflows}
        rowsOf={(data) => data.workflows}
        idOf={({ id }) => id}
        columns={useWorkflowColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        clear={text || state ? () => filter({ q: undefined, state: undefined }) : undefined}
        empty={
          <Empty icon={<IconRoute size={28} stroke={1.5} />} title={t('workflows.none')} hint={t('workflows.noneHint')}>
            {add}
          </Empty>
        }
        search={<SearchField label={t('workflows.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <ChoiceFilter
            label={t('workflows.state')}
            any={t('workflows.anyState')}
            choices={states}
            nameOf={(value) => t(`workflows.stateName.${value}`)}
            value={state}
            onChange={(value) => filter({ state: value })}
          />
        }
      />
    </Page>
  )
}

/** What a list of workflows can show. */
function useWorkflowColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  return [
    {
      key: 'name',
      head: t('organization.name'),
      sort: 'name',
      fixed: true,
      cell: ({ id, name, description, nextRunAt }) => (
        <div>
          <AnchorLink to="/workflows/$id" params={{ id }} size="sm" fw={500}>
            {name}
          </AnchorLink>
          {(description ?? nextRunAt) && (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {[description, nextRunAt && t('workflows.nextRun', { time: format.instant(nextRunAt) })].filter(Boolean).join(t('ui.dot'))}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'decides', head: t('workflows.decides'), sort: 'kind', cell: ({ kind }) => kindName(kind) },
    {
      key: 'state',
      head: t('workflows.state'),
      sort: 'state',
      cell: ({ state }) => (
        <Badge color={stateColours[state]} miw="max-content">
          {t(`workflows.stateName.${state}`)}
        </Badge>
      ),
    },
    { key: 'version', head: t('workflows.versionHead'), end: true, cell: ({ activeVersion }) => activeVersion ?? t('ui.none') },
    { key: 'running', head: t('workflows.running'), sort: 'running', end: true, cell: ({ running }) => format.number(running) },
    { key: 'made', head: t('workflows.made'), sort: 'createdAt', more: true, cell: ({ createdAt }) => format.instant(createdAt) },
  ] as const satisfies readonly ListColumn<Listed>[]
}
