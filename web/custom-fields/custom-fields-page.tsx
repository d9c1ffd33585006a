import { Badge, Button, Card, Group, Switch, Text } from '@mantine/core'
import { IconArchive, IconArrowDown, IconArrowUp, IconForms, IconPencil, IconPlus, IconRotate2, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listCustomFields, updateCustomField, type CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RowMenu, type RowAct } from '../ui/row-menu.tsx'

const CustomFieldForms = lazy(() => import('./custom-field-forms.tsx'))
const route = getRouteApi('/_app/custom-fields')
type Form = 'add' | 'edit' | 'archive' | 'restore' | 'remove'
/** Between the ranks of two fields, so that one put between them later moves no other. */
const RANK_STEP = 10

/** What the company keeps about its people beyond what everybody keeps. */
export function CustomFieldsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/custom-fields' })
  const may = can(useMe(), 'custom-field.manage')
  const archived = search.archived === 'shown'
  const fields = useQuery({
    ...q(listCustomFields, { query: { objectKind: 'employee', archived } }),
    placeholderData: keepPreviousData,
  })
  const open = (form: Form, field?: string) => void navigate({ search: (old) => ({ ...old, form, field }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, field: _field, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('customFields.add')}
    </Button>
  )
  return (
    <Page title={t('customFields.title')} line={t('customFields.line')} actions={add}>
      <Group>
        <Switch
          label={t('customFields.showArchived')}
          checked={archived}
          onChange={(event) => void navigate({ search: event.currentTarget.checked ? { archived: 'shown' } : {}, replace: true })}
        />
      </Group>
      <Answer query={fields} skeleton={<RowSkeletons />}>
        {({ customFields }) => (
          <>
            {customFields.length === 0 ? (
              <Card>
                {archived ? (
                  <Empty
                    icon={<IconForms size={28} stroke={1.5} />}
                    title={t('customFields.noneArchived')}
                    hint={t('customFields.noneArchivedHint')}
                  />
                ) : (
                  <Empty icon={<IconForms size={28} stroke={1.5} />} title={t('customFields.none')} hint={t('customFields.noneHint')}>
                    {add}
                  </Empty>
                )}
              </Card>
            ) : (
              <Rows fields={customFields} may={may} open={open} />
            )}
            <Suspense>
              {search.form && may && (
                <CustomFieldForms
                  form={search.form}
                  field={customFields.find((one) => one.id === search.field)}
                  nextRank={Math.max(0, ...customFields.map(({ rank }) => rank)) + RANK_STEP}
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

function Rows(props: { fields: readonly CustomField[]; may: boolean; open: (form: Form, id: string) => void }) {
  const { t } = useTranslation()
  const { fields, may, open } = props
  const move = useMove(fields)
  const actsOf = (field: CustomField): readonly (RowAct | false)[] => {
    if (field.archived) return [{ label: t('customFields.restore'), icon: IconRotate2, act: () => open('restore', field.id) }]
    const at = fields.indexOf(field)
    return [
      { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', field.id) },
      at > 0 && { label: t('customFields.moveUp'), icon: IconArrowUp, act: () => move.mutate([at, at - 1]) },
      at < fields.length - 1 && { label: t('customFields.moveDown'), icon: IconArrowDown, act: () => move.mutate([at, at + 1]) },
      { label: t('customFields.archive'), icon: IconArchive, color: 'bad', act: () => open('archive', field.id) },
      field.valueCount === 0 && {
        label: t('organization.position.remove'),
        icon: IconTrash,
        color: 'bad',
        act: () => open('remove', field.id),
      },
    ]
  }
  return (
    <Card>
      <FewRows
        label={t('customFields.title')}
        rows={fields}
        idOf={({ id }) => id}
        columns={useFieldColumns()}
        renderActs={may ? (field) => <RowMenu label={t('organization.moreOf', { name: field.label })} acts={actsOf(field)} /> : undefined}
      />
    </Card>
  )
}

/** What the kind allows, in a few words. */
function Rules({ field: { kind, rules } }: { field: CustomField }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { choices, maxLength, smallest, largest, earliest, latest } = rules
  const words =
    kind === 'choice'
      ? (choices ?? []).map(({ label }) => label).join(t('ui.dot'))
      : kind === 'text'
        ? maxLength && t('customFields.upTo', { count: maxLength })
        : [
            (smallest ?? earliest) && t('customFields.atLeast', { from: earliest ? format.date(earliest) : format.number(smallest ?? '') }),
            (largest ?? latest) && t('customFields.atMost', { to: latest ? format.date(latest) : format.number(largest ?? '') }),
          ]
            .filter(Boolean)
            .join(t('ui.dot'))
  if (!words) return null
  return (
    <Text size="xs" c="dimmed" maw={320} truncate>
      {words}
    </Text>
  )
}

/** Exchanges two neighbours; ranks that no longer tell the order are written anew. */
function useMove(fields: readonly CustomField[]) {
  const client = useQueryClient()
  const messageOf = useMessageOf()
  return useOneAtATime(
    useMutation({
      mutationFn: async ([from, to]: readonly [number, number]) => {
        const order = [...fields]
        const [moved] = order.splice(from, 1)
        if (moved) order.splice(to, 0, moved)
        for (const [at, { id, rank, version }] of order.entries()) {
          const wanted = (at + 1) * RANK_STEP
          if (rank !== wanted) await call(updateCustomField, { params: { id }, body: { rank: wanted, version } })
        }
      },
      onError: (error) => failed(messageOf(error)),
      onSettled: () => outdate(client, '/custom-fields'),
    }),
  )
}

/** What a field is, and how many people have it. */
function useFieldColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'label',
      head: t('customFields.label'),
      fixed: true,
      cell: (field) => (
        <>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {field.label}
            </Text>
            {field.isRequired && <Badge color="info">{t('customFields.required')}</Badge>}
            {field.archived && <Badge color="gray">{t('customFields.isArchived')}</Badge>}
          </Group>
          <Text size="xs" c="dimmed">
            {field.key}
          </Text>
        </>
      ),
    },
    {
      key: 'kind',
      head: t('customFields.kindLabel'),
      cell: (field) => (
        <>
          <Text size="sm">{t(`customFields.kind.${field.kind}`)}</Text>
          <Rules field={field} />
        </>
      ),
    },
    { key: 'shownTo', head: t('customFields.shownTo'), cell: ({ fieldGroup }) => t(`customFields.group.${fieldGroup}`) },
    { key: 'filled', head: t('customFields.filled'), end: true, cell: ({ valueCount }) => format.number(valueCount) },
  ] satisfies readonly ListColumn<CustomField>[]
}
