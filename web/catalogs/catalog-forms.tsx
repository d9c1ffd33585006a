import { Autocomplete, Button, Group, Modal, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  createItem,
  deleteItem,
  listItems,
  listReferences,
  mergeItems,
  updateItem,
  type CatalogItem,
} from '../../server/modules/catalogs/catalogs.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { DescriptionInput } from '../ui/description-input.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import type { Source } from '../ui/found.tsx'
import { Held } from '../ui/held.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { SearchSelect } from '../ui/search-select.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { useKindName } from './catalogs-page.tsx'

const refusals = { CATALOG_ITEM_NAME_TAKEN: 'name', CATALOG_MERGE_ITSELF: 'intoId', CATALOG_KINDS_DIFFER: 'intoId' }

type Leave = (ignoreBlocker?: boolean) => void

/** What can be done to the items of a catalog, one at a time, as the address says. */
export default function CatalogForms(props: {
  form: 'add' | 'edit' | 'merge' | 'remove' | 'uses'
  may: boolean
  kind: string
  kinds: readonly string[]
  chosen: CatalogItem | undefined
  close: Leave
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, may, chosen, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/catalogs', '/employees/:id/')
  }
  const dialog = { onClose: leave, centered: true, closeButtonProps: { 'aria-label': t('ui.close') } }
  return (
    <>
      <FormDrawer opened={may && form === 'add'} title={t('catalogs.add')} close={leave}>
        <Add kind={props.kind} kinds={props.kinds} close={close} after={after} />
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={may && form === 'edit'} title={t('catalogs.edit')} close={leave}>
            <Held current={chosen} path="/catalogs">
              {(base) => <Edit item={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Modal {...dialog} opened={may && form === 'merge'} title={t('catalogs.mergeTitle', { name: chosen.name })}>
            {form === 'merge' && <Merge item={chosen} close={close} after={after} />}
          </Modal>
          <Modal {...dialog} opened={form === 'uses'} title={t('catalogs.usesTitle', { name: chosen.name })}>
            <Stack>
              <Uses item={chosen} />
              <Group justify="flex-end">
                <Button variant="default" onClick={leave} data-autofocus>
                  {t('ui.close')}
                </Button>
              </Group>
            </Stack>
          </Modal>
          <Confirm
            opened={may && form === 'remove'}
            title={t('organization.position.removeTitle', { name: chosen.name })}
            text={
              <Stack gap="sm">
                {t('catalogs.removeText')}
                <Uses item={chosen} />
              </Stack>
            }
            act={t('organization.position.removeName', { name: chosen.name })}
            send={() => call(deleteItem, { params: { id: chosen.id } })}
            done={() => after(t('organization.position.removed', { name: chosen.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function Add(props: { kind: string; kinds: readonly string[]; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const kindForm = new RegExp(limitsOf(createItem, 'kind').pattern ?? '')
  const form = useForm({
    initialValues: { name: '', kind: props.kind, description: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      kind: (value) => (kindForm.test(value) ? null : t('catalogs.kindForm')),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf(values) as Body<typeof createItem>
      return call(createItem, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ item }) => props.after(t('organization.added', { name: item.name })),
    fields: refusals,
  })
  const name = form.values.name.trim()
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('organization.name')}
          required
          autoFocus
          maxLength={limitsOf(createItem, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <Autocomplete
          label={t('catalogs.kindLabel')}
          description={t('catalogs.kindHint')}
          required
          data={[...props.kinds]}
          maxLength={40}
          {...form.getInputProps('kind')}
        />
        <DescriptionInput maxLength={limitsOf(createItem, 'description').maxLength} {...form.getInputProps('description')} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={name ? t('organization.addName', { name }) : t('catalogs.add')}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

function Edit(props: { item: CatalogItem; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { item } = props
  const before = { name: item.name, description: item.description ?? '', isActive: item.isActive }
  const form = useForm({ initialValues: before, validate: { name: (value) => (value.trim() ? null : t('auth.needed')) } })
  const save = useSave(form, {
    send: (values) => {
      const body = { ...changesOf(values, before), version: item.version } as Body<typeof updateItem>
      return call(updateItem, { params: { id: item.id }, body })
    },
    saved: (data) => props.after(t('organization.changed', { name: data.item.name })),
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('organization.name')}
          description={t('catalogs.renameHint')}
          required
          autoFocus
          maxLength={limitsOf(updateItem, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <DescriptionInput maxLength={limitsOf(updateItem, 'description').maxLength} {...form.getInputProps('description')} />
        <Switch
          label={t('catalogs.offered')}
          description={t('catalogs.offeredHint')}
          {...form.getInputProps('isActive', { type: 'checkbox' })}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('ui.saveChanges')}
          disabled={!form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

const itemSource = (type: CatalogItem['kind']): Source => ({
  url: listItems.url,
  part: type,
  async find(asked, signal) {
    const query = { limit: 50, sort: 'name', includeInactive: true, ...(asked && { q: asked }) }
    const { items } = await call(listItems, { params: { type }, query, signal })
    return items.map(({ id, name }) => ({ value: id, label: name }))
  },
})

function Merge(props: { item: CatalogItem; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { item } = props
  const form = useForm({ initialValues: { intoId: null as string | null } })
  const [into, setInto] = useState<string | null>(null)
  const save = useSave(form, {
    send: ({ intoId }, keyFor) => {
      const body = { intoId: intoId ?? '' }
      return call(mergeItems, { params: { id: item.id }, body, idempotencyKey: keyFor({ ...body, id: item.id }) })
    },
    saved: (data) => props.after(t('catalogs.merged', { name: item.name, into: data.item.name, count: data.moved })),
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <SearchSelect
          {...form.getInputProps('intoId')}
          source={itemSource(item.kind)}
          except={item.id}
          label={t('catalogs.mergeInto')}
          onChange={(id, option) => {
            setInto(id && option.label)
            form.setFieldValue('intoId', id)
          }}
          data-autofocus
          openOnFocus={false}
        />
        <Text size="sm" c="dimmed">
          {t('catalogs.mergeText', { name: item.name })}
        </Text>
        <Uses item={item} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={into ? t('catalogs.mergeName', { into }) : t('catalogs.merge')}
          disabled={!into}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

/** Who has it, as far as I may see people. */
function Uses({ item }: { item: CatalogItem }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const uses = useQuery(q(listReferences, { params: { id: item.id } }))
  return (
    <Answer query={uses} skeleton={<Skeleton h={40} />}>
      {({ references }) => {
        const used = references.uses.filter((one) => one.people > 0)
        const total = used.reduce((sum, one) => sum + one.people, 0)
        if (total === 0)
          return (
            <Text size="sm" c="dimmed">
              {t('catalogs.unused')}
            </Text>
          )
        return (
          <div className="cost">
            {used.map((one) => (
              <Text key={one.use} size="sm" fw={600}>
                {t('catalogs.usedAs', { count: one.people, kind: kindName(one.use) })}
              </Text>
            ))}
            <Text size="sm" component="div" mt={4}>
              {references.people.map((person, index) => (
                <span key={`${person.id} ${person.use}`}>
                  {index > 0 && ', '}
                  <AnchorLink to="/people/$id" params={{ id: person.id }} search={{ tab: 'records' }} inherit>
                    {fullName(person)}
                  </AnchorLink>
                </span>
              ))}
              {references.people.length < total && ' …'}
            </Text>
          </div>
        )
      }}
    </Answer>
  )
}
