import { Badge, Button, Group, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconStack2, IconTrash, IconWand } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listTemplates, removeTemplate, templateKinds, type Template } from '../../server/modules/access/access.template.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { Named, usePermissionTitles } from './permission-list.tsx'

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
  const { page, q: text, kind, sort = 'name' } = search
  const templates = useQuery({
    ...q(listTemplates, { query: { page: page ?? 1, sort, ...(text && { q: text }), ...(kind && { kind }) } }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const chosen = templates.data?.templates.find((one) => one.id === search.template)
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
      <List
        name="permission-templates"
        label={t('access.part.templates')}
        query={templates}
        rowsOf={(data) => data.templates}
        idOf={({ id }) => id}
        columns={useTemplateColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        renderActs={(template) => may && <Acts template={template} open={open} />}
        clear={text || kind ? () => filter({ q: undefined, kind: undefined }) : undefined}
        empty={
          <Empty icon={<IconStack2 size={28} stroke={1.5} />} title={t('access.template.none')} hint={t('access.template.noneHint')}>
            {add}
          </Empty>
        }
        search={<SearchField label={t('access.template.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <ChoiceFilter
            label={t('access.template.kindLabel')}
            any={t('access.template.anyKind')}
            choices={templateKinds}
            nameOf={(value) => t(`access.template.kind.${value}`)}
            value={kind}
            onChange={(value) => filter({ kind: value })}
            wide={200}
          />
        }
      />
      <FormDrawer
        opened={may && search.form === 'apply' && chosen !== undefined}
        title={t('access.template.applyTitle', { name: chosen?.name ?? '' })}
        close={() => close()}
      >
        <Suspense>{chosen && <ApplyTemplate template={chosen} close={close} />}</Suspense>
      </FormDrawer>
      <FormDrawer opened={may && search.form === 'edit' && chosen !== undefined} title={t('access.template.edit')} close={() => close()}>
        <Suspense>
          {chosen && (
            <Held current={chosen} path="/permission-templates">
              {(base) => <TemplateForm template={base} close={close} />}
            </Held>
          )}
        </Suspense>
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
    </Page>
  )
}

/** What a list of templates can show. */
function useTemplateColumns() {
  const { t } = useTranslation()
  const titleOf = usePermissionTitles()
  return [
    {
      key: 'name',
      head: t('organization.name'),
      sort: 'name',
      fixed: true,
      cell: ({ name, description }) => <Named name={name} line={description} />,
    },
    { key: 'code', head: t('access.code'), sort: 'code', more: true, cell: ({ code }) => code },
    {
      key: 'kind',
      head: t('access.template.kindLabel'),
      sort: 'kind',
      cell: ({ kind }) => (
        <Badge color="gray" miw="max-content">
          {t(`access.template.kind.${kind}`)}
        </Badge>
      ),
    },
    {
      key: 'gives',
      head: t('access.template.gives'),
      cell: ({ items }) => (
        <Text size="sm" lineClamp={2} maw={360}>
          {items.map(({ permission }) => titleOf(permission)).join(', ')}
        </Text>
      ),
    },
    {
      key: 'used',
      head: t('access.template.used'),
      cell: ({ kind, roleCount, grantCount }) =>
        kind === 'role' ? t('access.template.roles', { count: roleCount }) : t('access.template.grants', { count: grantCount }),
    },
  ] as const satisfies readonly ListColumn<Template>[]
}

function Acts({ template: { id, name }, open }: { template: Template; open: (form: Act, id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconWand size={14} aria-hidden />}
        aria-label={t('access.template.applyName', { name })}
        onClick={() => open('apply', id)}
      >
        {t('access.template.apply')}
      </Button>
      <RowMenu
        label={t('organization.moreOf', { name })}
        acts={[
          { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', id) },
          { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', id) },
        ]}
      />
    </Group>
  )
}
