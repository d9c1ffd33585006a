import { Button, Switch, Tabs, Text } from '@mantine/core'
import { IconArrowMerge, IconPencil, IconPlus, IconTags, IconTrash, IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { exportItems, knownKinds, listCatalogs, listItems, type ListedItem } from '../../server/modules/catalogs/catalogs.contract.ts'
import { call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Named } from '../ui/named.tsx'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'

const CatalogForms = lazy(() => import('./catalog-forms.tsx'))
const route = getRouteApi('/_app/catalogs')
type Form = 'add' | 'edit' | 'merge' | 'remove' | 'uses'

/** The words people choose from, by kind: skills, hobbies and whatever else the company lists. */
export function CatalogsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/catalogs' })
  const me = useMe()
  const may = can(me, 'catalog.manage')
  const counts = can(me, 'employee.read')
  const { page, q: text, kind = 'skill', retired, sort = 'name' } = search
  const kinds = useQuery(q(listCatalogs, { query: { limit: 100 } })).data?.catalogs
  const asked = { sort, ...(text && { q: text }), ...(retired && { includeInactive: true }), ...(counts && { withPeople: true }) }
  const items = useQuery({
    ...q(listItems, { params: { type: kind }, query: { ...asked, page: page ?? 1 } }),
    placeholderData: keepPreviousData,
  })
  const nameOf = useKindName()
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const open = (form: Form, item?: string) => void navigate({ search: (old) => ({ ...old, form, item }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, item: _item, ...old }) => old, ignoreBlocker, replace: true })
  const all = [...new Set([...knownKinds, ...(kinds ?? []).map((one) => one.kind), kind])]
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('catalogs.add')}
    </Button>
  )
  return (
    <Page title={t('catalogs.title')} line={t('catalogs.line')} actions={add}>
      <Tabs value={kind} onChange={(value) => void navigate({ search: value ? { kind: value } : {} })}>
        <Tabs.List aria-label={t('catalogs.kinds')} className="tabs-scroll">
          {all.map((one) => (
            <Tabs.Tab key={one} value={one} rightSection={<Count of={kinds?.find((known) => known.kind === one)?.itemCount ?? 0} />}>
              {nameOf(one)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <List
        name="catalogs"
        label={t('catalogs.title')}
        query={items}
        rowsOf={(data) => data.items}
        idOf={({ id }) => id}
        columns={useItemColumns(counts)}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportItems, { params: { type: kind }, query: asked })}
        renderActs={(item) => <Acts item={item} may={may} open={open} />}
        clear={text ? () => filter({ q: undefined }) : undefined}
        empty={
          <Empty icon={<IconTags size={28} stroke={1.5} />} title={t('catalogs.none')} hint={t('catalogs.noneHint')}>
            {add}
          </Empty>
        }
        search={<SearchField label={t('catalogs.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <Switch
            label={t('catalogs.showRetired')}
            checked={retired === 'shown'}
            onChange={(event) => filter({ retired: event.currentTarget.checked ? 'shown' : undefined })}
          />
        }
      />
      <Suspense>
        {search.form && items.data && (
          <CatalogForms
            form={search.form}
            may={may}
            kind={kind}
            kinds={all}
            chosen={items.data.items.find((one) => one.id === search.item)}
            close={close}
          />
        )}
      </Suspense>
    </Page>
  )
}

/** What a list of items can show; who has them is told to whoever may see people. */
function useItemColumns(counts: boolean) {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'name',
          head: t('organization.name'),
          sort: 'name',
          fixed: true,
          cell: ({ name, isActive }) => <Named name={name} mark={!isActive && t('catalogs.retired')} />,
        },
        { key: 'description', head: t('organization.description'), cell: ({ description }) => description },
        ...(counts
          ? ([
              {
                key: 'people',
                head: t('people.title'),
                sort: 'people',
                end: true,
                cell: ({ people }) => people !== undefined && format.number(people),
              },
            ] as const satisfies readonly ListColumn<ListedItem>[])
          : []),
      ] as const satisfies readonly ListColumn<ListedItem>[],
    [t, format, counts],
  )
}

function Acts({ item: { id, name }, may, open }: { item: ListedItem; may: boolean; open: (form: Form, id: string) => void }) {
  const { t } = useTranslation()
  return (
    <RowMenu
      label={t('organization.moreOf', { name })}
      acts={[
        { label: t('catalogs.uses'), icon: IconUsers, act: () => open('uses', id) },
        may && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', id) },
        may && { label: t('catalogs.merge'), icon: IconArrowMerge, act: () => open('merge', id) },
        may && { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', id) },
      ]}
    />
  )
}

function Count(props: { of: number }) {
  return (
    <Text size="xs" c="dimmed" component="span" className="numbers">
      {props.of}
    </Text>
  )
}

/** A kind in words; one that the company opened has its own word only. */
export function useKindName() {
  const { t } = useTranslation()
  return (kind: string) => {
    const known = knownKinds.find((one) => one === kind)
    if (known) return t(`catalogs.kind.${known}`)
    const words = kind.replaceAll('-', ' ')
    return words.charAt(0).toUpperCase() + words.slice(1)
  }
}
