import { Badge, Button, Card, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus, IconStack2, IconTrash, IconWand } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listTemplates, removeTemplate, type Template } from '../../server/modules/access/access.template.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { usePermissionTitles } from './permission-list.tsx'

const TemplateForm = lazy(() => import('./template-form.tsx'))
const ApplyTemplate = lazy(() => import('./template-apply.tsx'))
const route = getRouteApi('/_app/access/templates')
type Act = 'add' | 'edit' | 'remove' | 'apply'

/** Sets of grants that are given in one act, and remembered by what they gave. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/templates' })
  const client = useQueryClient()
  const may = can(useMe(), 'access.manage')
  const templates = useQuery({
    ...q(listTemplates, { query: { page: search.page ?? 1, limit: 20 } }),
    placeholderData: keepPreviousData,
  })
  const open = (form: Act, template?: string) => void navigate({ search: (old) => ({ ...old, form, template }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, template: _template, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('access.template.add')}
    </Button>
  )
  return (
    <Page title={t('access.title')} line={t('access.template.line')} actions={add}>
      <AccessTabs />
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
                  <Rows templates={data.templates} may={may} open={open} />
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
              <FormDrawer
                opened={may && search.form === 'edit' && chosen !== undefined}
                title={t('access.template.edit')}
                close={() => close()}
              >
                <Suspense>{chosen && <TemplateForm key={chosen.version} template={chosen} close={close} />}</Suspense>
              </FormDrawer>
              <Confirm
                opened={may && search.form === 'remove' && chosen !== undefined}
                title={t('organization.position.removeTitle', { name: chosen?.name ?? '' })}
                text={t('access.template.removeText')}
                act={t('organization.position.removeName', { name: chosen?.name ?? '' })}
                send={() => call(removeTemplate, { params: { id: chosen?.id ?? '' } })}
                done={() => {
                  done(t('organization.position.removed', { name: chosen?.name ?? '' }))
                  void outdate(client, '/permission-templates')
                  close(true)
                }}
                close={() => close()}
              />
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function Rows(props: { templates: readonly Template[]; may: boolean; open: (form: Act, id: string) => void }) {
  const { t } = useTranslation()
  const titleOf = usePermissionTitles()
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
              {template.items.map(({ permission }) => titleOf(permission)).join(', ')}
            </Text>
          </Table.Td>
          <Table.Td>
            {template.kind === 'role'
              ? t('access.template.roles', { count: template.roleCount })
              : t('access.template.grants', { count: template.grantCount })}
          </Table.Td>
          <Table.Td ta="end">
            {props.may && (
              <Group gap={4} justify="flex-end" wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconWand size={14} aria-hidden />}
                  aria-label={t('access.template.applyName', { name: template.name })}
                  onClick={() => props.open('apply', template.id)}
                >
                  {t('access.template.apply')}
                </Button>
                <RowMenu
                  label={t('organization.moreOf', { name: template.name })}
                  acts={[
                    { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit', template.id) },
                    {
                      label: t('organization.position.remove'),
                      icon: IconTrash,
                      color: 'bad',
                      act: () => props.open('remove', template.id),
                    },
                  ]}
                />
              </Group>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}
