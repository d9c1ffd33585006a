import { Badge, Button, Card, Group, Stack, Switch, Table, Tabs, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowMerge, IconPencil, IconPlus, IconTags, IconTrash, IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { knownKinds, listCatalogs, listItems, type CatalogItem } from '../../server/modules/catalogs/catalogs.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'

const CatalogForms = lazy(() => import('./catalog-forms.tsx'))
const route = getRouteApi('/_app/catalogs')
type Form = 'add' | 'edit' | 'merge' | 'remove' | 'uses'

/** The words people choose from, by kind: skills, hobbies and whatever else the company lists. */
export function CatalogsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/catalogs' })
  const may = can(useMe(), 'catalog.manage')
  const { page, q: text, kind = 'skill', retired } = search
  const kinds = useQuery(q(listCatalogs, { query: { limit: 100 } })).data?.catalogs
  const items = useQuery({
    ...q(listItems, {
      params: { type: kind },
      query: { page: page ?? 1, limit: 25, sort: 'name', ...(text && { q: text }), ...(retired && { includeInactive: true }) },
    }),
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
      <Group gap="sm">
        <SearchField label={t('catalogs.find')} value={text} onChange={(value) => filter({ q: value })} />
        <Switch
          label={t('catalogs.showRetired')}
          checked={retired === 'shown'}
          onChange={(event) => filter({ retired: event.currentTarget.checked ? 'shown' : undefined })}
        />
      </Group>
      <Answer query={items} skeleton={<RowSkeletons />}>
        {(data) => (
          <>
            {data.items.length === 0 ? (
              <Card>
                {text ? (
                  <Empty icon={<IconTags size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} />
                ) : (
                  <Empty icon={<IconTags size={28} stroke={1.5} />} title={t('catalogs.none')} hint={t('catalogs.noneHint')}>
                    {add}
                  </Empty>
                )}
              </Card>
            ) : (
              <Stack>
                <Rows items={data.items} may={may} open={open} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )}
            <Suspense>
              {search.form && (
                <CatalogForms
                  form={search.form}
                  may={may}
                  kind={kind}
                  kinds={all}
                  chosen={data.items.find((one) => one.id === search.item)}
                  close={close}
                />
              )}
            </Suspense>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Rows(props: { items: readonly CatalogItem[]; may: boolean; open: (form: Form, id: string) => void }) {
  const { t } = useTranslation()
  const { may, open } = props
  return (
    <TableCard
      label={t('catalogs.title')}
      minWidth={420}
      head={[t('organization.name'), t('organization.description'), <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>]}
    >
      {props.items.map((item) => (
        <Table.Tr key={item.id}>
          <Table.Td>
            <Group gap="xs">
              <Text size="sm" fw={500}>
                {item.name}
              </Text>
              {!item.isActive && <Badge color="gray">{t('catalogs.retired')}</Badge>}
            </Group>
          </Table.Td>
          <Table.Td>{item.description}</Table.Td>
          <Table.Td ta="end">
            <RowMenu
              label={t('organization.moreOf', { name: item.name })}
              acts={[
                { label: t('catalogs.uses'), icon: IconUsers, act: () => open('uses', item.id) },
                may && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', item.id) },
                may && { label: t('catalogs.merge'), icon: IconArrowMerge, act: () => open('merge', item.id) },
                may && { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', item.id) },
              ]}
            />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
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
