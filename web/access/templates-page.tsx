import { Badge, Button, Card, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPlus, IconStack2, IconWand } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listTemplates, type Template } from '../../server/modules/access/access.template.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { usePermissions } from './permissions.ts'

const TemplateForm = lazy(() => import('./template-form.tsx'))
const ApplyTemplate = lazy(() => import('./template-apply.tsx'))
const route = getRouteApi('/_app/access/templates')

/** Sets of grants that are given in one act, and remembered by what they gave. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/templates' })
  const may = can(useMe(), 'access.manage')
  const templates = useQuery({
    ...q(listTemplates, { query: { page: search.page ?? 1, limit: 20 } }),
    placeholderData: keepPreviousData,
  })
  const open = (form: 'add' | 'apply', template?: string) => void navigate({ search: (old) => ({ ...old, form, template }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, template: _template, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('access.template.add')}
    </Button>
  )
  return (
    <Page title={t('access.title')} line={t('access.template.line')} actions={add}>
      <AccessTabs at="/access/templates" />
      <FormDrawer opened={may && search.form === 'add'} title={t('access.template.add')} close={() => close()}>
        <Suspense>
          <TemplateForm close={close} />
        </Suspense>
      </FormDrawer>
      <Answer query={templates} skeleton={<RowSkeletons />}>
        {(data) => {
          const chosen = data.templates.find((one) => one.id === search.template)
          return (
            <>
              {data.templates.length === 0 ? (
                <Card>
                  <Empty
                    icon={<IconStack2 size={28} stroke={1.5} />}
                    title={t('access.template.none')}
                    hint={t('access.template.noneHint')}
                  >
                    {add}
                  </Empty>
                </Card>
              ) : (
                <Stack>
                  <Rows templates={data.templates} may={may} apply={(id) => open('apply', id)} />
                  <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
                </Stack>
              )}
              <FormDrawer
                opened={may && search.form === 'apply' && chosen !== undefined}
                title={t('access.template.applyTitle', { name: chosen?.name ?? '' })}
                close={() => close()}
              >
                <Suspense>{chosen && <ApplyTemplate template={chosen} close={close} />}</Suspense>
              </FormDrawer>
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function Rows(props: { templates: readonly Template[]; may: boolean; apply: (id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titles = new Map(usePermissions().flatMap(({ items }) => items.map(({ code, title }) => [code, title])))
  return (
    <TableCard
      label={t('access.part.templates')}
      minWidth={720}
      head={[
        t('organization.name'),
        t('access.template.kindLabel'),
        t('access.template.gives'),
        t('access.template.used'),
        <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
      ]}
    >
      {props.templates.map((template) => (
        <Table.Tr key={template.id}>
          <Table.Td>
            <Text size="sm" fw={500}>
              {template.name}
            </Text>
            <Text size="xs" c="dimmed">
              {[template.code, template.description].filter(Boolean).join(t('ui.dot'))}
            </Text>
          </Table.Td>
          <Table.Td>
            <Badge color="gray">{t(`access.template.kind.${template.kind}`)}</Badge>
          </Table.Td>
          <Table.Td maw={360}>
            <Text size="sm" lineClamp={2}>
              {template.items.map(({ permission }) => titles.get(permission) ?? permission).join(', ')}
            </Text>
          </Table.Td>
          <Table.Td>
            {template.kind === 'role'
              ? t('access.template.roles', { count: template.roleCount })
              : t('access.template.grants', { count: template.grantCount, grants: format.number(template.grantCount) })}
          </Table.Td>
          <Table.Td ta="end">
            {props.may && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconWand size={14} aria-hidden />}
                aria-label={t('access.template.applyName', { name: template.name })}
                onClick={() => props.apply(template.id)}
              >
                {t('access.template.apply')}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}
