import { Badge, Button, Card, Group, Select, Stack, Table, Text } from '@mantine/core'
import { IconPlus, IconRoute } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listWorkflows } from '../../server/modules/workflows/workflows.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { useKindName } from './kind-name.ts'
import { stateColours } from './state-colours.ts'
import { WorkflowTabs } from './workflow-tabs.tsx'

const NewWorkflow = lazy(() => import('./new-workflow.tsx'))
const route = getRouteApi('/_app/workflows/')
const states = ['draft', 'active', 'inactive', 'archived'] as const

/** The workflows of the company, by name. */
export function WorkflowsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/workflows/' })
  const kindName = useKindName()
  const me = useMe()
  const may = can(me, 'workflow.manage')
  const { page = 1, q: text, state } = search
  const workflows = useQuery({
    ...q(listWorkflows, { query: { page, limit: 20, ...(text && { q: text }), ...(state && { state }) } }),
    placeholderData: keepPreviousData,
  })
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
      <Group gap="sm">
        <SearchField
          label={t('workflows.find')}
          value={text}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, page: undefined, q: value }), replace: true })}
        />
        <Select
          aria-label={t('workflows.state')}
          placeholder={t('workflows.anyState')}
          w={180}
          clearable
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
          data={states.map((value) => ({ value, label: t(`workflows.stateName.${value}`) }))}
          value={state ?? null}
          onChange={(value) =>
            void navigate({ search: (old) => ({ ...old, page: undefined, state: states.find((one) => one === value) }), replace: true })
          }
        />
      </Group>
      <Answer query={workflows} skeleton={<RowSkeletons />}>
        {(data) =>
          data.workflows.length === 0 ? (
            <Card>
              <Empty
                icon={<IconRoute size={28} stroke={1.5} />}
                title={text || state ? t('ui.nothingFound') : t('workflows.none')}
                hint={text || state ? t('ui.widenFilters') : t('workflows.noneHint')}
              >
                {!text && !state && add}
              </Empty>
            </Card>
          ) : (
            <Stack>
              <TableCard
                label={t('workflows.part.workflows')}
                minWidth={640}
                head={[
                  t('organization.name'),
                  t('workflows.decides'),
                  t('workflows.state'),
                  t('workflows.versionHead'),
                  t('workflows.running'),
                ]}
              >
                {data.workflows.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>
                      <AnchorLink to="/workflows/$id" params={{ id: one.id }} size="sm" fw={500}>
                        {one.name}
                      </AnchorLink>
                      {(one.description ?? one.nextRunAt) && (
                        <Text size="xs" c="dimmed" lineClamp={1}>
                          {[one.description, one.nextRunAt && t('workflows.nextRun', { time: format.instant(one.nextRunAt) })]
                            .filter(Boolean)
                            .join(t('ui.dot'))}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{kindName(one.kind)}</Table.Td>
                    <Table.Td>
                      <Badge color={stateColours[one.state]}>{t(`workflows.stateName.${one.state}`)}</Badge>
                    </Table.Td>
                    <Table.Td>{one.activeVersion ?? t('ui.none')}</Table.Td>
                    <Table.Td>{format.number(one.running)}</Table.Td>
                  </Table.Tr>
                ))}
              </TableCard>
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}
