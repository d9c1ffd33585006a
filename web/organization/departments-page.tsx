import { Button, Card, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFoldDown, IconFoldUp, IconPlus, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Department } from '../../server/modules/organization/organization.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { Page } from '../ui/page.tsx'
import { DepartmentPanel } from './department-panel.tsx'
import { departmentsQuery } from './departments.ts'
import { OrganizationTabs } from './organization-tabs.tsx'
import { Tree, type Node } from './tree.tsx'

const DepartmentForms = lazy(() => import('./department-forms.tsx'))
const route = getRouteApi('/_app/organization/')

/** The company's departments as a tree, and the chosen one beside it. */
export function DepartmentsPage() {
  const { t } = useTranslation()
  const departments = useQuery(departmentsQuery)
  const navigate = useNavigate({ from: '/organization/' })
  const may = can(useMe(), 'organization.manage')
  const add = may && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add', department: undefined }) })}
    >
      {t('organization.add')}
    </Button>
  )
  return (
    <Page
      title={t('organization.title')}
      line={departments.data && t('organization.departmentCount', { count: departments.data.length })}
      actions={add}
    >
      <OrganizationTabs />
      <Answer
        query={departments}
        skeleton={
          <Stack gap="xs">
            {[1, 2, 3, 4, 5, 6].map((n) => (
              <Skeleton key={n} h={38} />
            ))}
          </Stack>
        }
      >
        {(all) => <Departments all={all} add={add} may={may} />}
      </Answer>
    </Page>
  )
}

function Departments(props: { all: readonly Department[]; add: React.ReactNode; may: boolean }) {
  const { t } = useTranslation()
  const { all, may } = props
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/organization/' })
  const small = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false })
  // What is closed rather than what is open: a new department is open.
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const ids = all.map((one) => one.id)
  const expanded = new Set(search.q ? ids : ids.filter((id) => !closed.has(id)))
  const nodes = treeOf(all, search.q)
  const chosen = all.find((one) => one.id === search.department)
  const select = (department: string | undefined) => void navigate({ search: (old) => ({ ...old, department }), replace: true })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, to: _to, ...old }) => old, ignoreBlocker, replace: true })
  const panel = chosen && <DepartmentPanel key={chosen.id} department={chosen} all={all} may={may} bare={small} />
  const [fetched, setFetched] = useState(false)
  if (search.form && may && !fetched) setFetched(true)
  return (
    <>
      {all.length === 0 ? (
        <Card>
          <Empty icon={<IconSitemap size={28} stroke={1.5} />} title={t('organization.none')} hint={t('organization.noneHint')}>
            {props.add}
          </Empty>
        </Card>
      ) : (
        <div className="beside">
          <Card padding="md" component="section" aria-label={t('organization.part.departments')}>
            <Group gap="sm" mb="sm">
              <SearchField
                label={t('organization.find')}
                value={search.q}
                onChange={(value) => void navigate({ search: (old) => ({ ...old, q: value }), replace: true })}
              />
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                ms="auto"
                leftSection={expanded.size > 0 ? <IconFoldUp size={16} aria-hidden /> : <IconFoldDown size={16} aria-hidden />}
                onClick={() => setClosed(new Set(expanded.size > 0 ? ids : []))}
              >
                {expanded.size > 0 ? t('organization.collapseAll') : t('organization.expandAll')}
              </Button>
            </Group>
            {nodes.length === 0 ? (
              <Empty icon={<IconSitemap size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} small />
            ) : (
              <Tree
                label={t('organization.part.departments')}
                nodes={nodes}
                selected={chosen?.id}
                select={select}
                expanded={expanded}
                expand={(ids, open) => setClosed((old) => new Set(open ? [...old].filter((id) => !ids.includes(id)) : [...old, ...ids]))}
                move={
                  may
                    ? (department, to) =>
                        void navigate({ search: (old) => ({ ...old, department, form: 'move', to: to ?? 'top' }), replace: true })
                    : undefined
                }
              />
            )}
            {may && (
              <Text size="xs" c="dimmed" mt="sm">
                {t('organization.dragHint')}
              </Text>
            )}
          </Card>
          {!small &&
            (panel ?? (
              <Card padding="md">
                <Empty icon={<IconSitemap size={28} stroke={1.5} />} title={t('organization.choose')} hint={t('organization.chooseHint')} />
              </Card>
            ))}
        </div>
      )}
      {small && (
        <Drawer
          opened={chosen !== undefined && search.form === undefined}
          onClose={() => select(undefined)}
          position="bottom"
          size="85%"
          withCloseButton={false}
        >
          <Button variant="subtle" color="gray" size="compact-sm" mb="xs" onClick={() => select(undefined)}>
            {t('organization.backToTree')}
          </Button>
          {panel}
        </Drawer>
      )}
      <Suspense>{fetched && <DepartmentForms form={search.form} to={search.to} chosen={chosen} all={all} close={close} />}</Suspense>
    </>
  )

  /** The tree; with a text only of what has it in name or code, and what is above. */
  function treeOf(departments: readonly Department[], text: string | undefined, parentId: string | null = null): Node[] {
    const known = new Set(departments.map((one) => one.id))
    const wanted = text?.toLowerCase()
    return departments
      .filter((one) => (one.parentId && known.has(one.parentId) ? one.parentId : null) === parentId)
      .flatMap((one) => {
        const children = treeOf(departments, text, one.id)
        const matches = !wanted || one.name.toLowerCase().includes(wanted) || one.code.toLowerCase().includes(wanted)
        if (!matches && children.length === 0) return []
        const people = t('people.count', { count: one.employeeCount })
        return [{ id: one.id, name: one.name, line: people, children }]
      })
  }
}
