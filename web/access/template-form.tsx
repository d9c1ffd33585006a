import { ActionIcon, Group, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body, Reach } from '../../server/core/contract.ts'
import { createRoleTemplate, createTemplate, updateTemplate, type Template } from '../../server/modules/access/access.template.contract.ts'
import { call, outdate } from '../api.ts'
import { DescriptionInput } from '../ui/description-input.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { codeOf } from './code.ts'
import { usePermissions } from './permissions.ts'

type Item = { permission: string; said: Reach | 'deny' }

/** Makes or changes a set of grants, for people and roles or for a role to be made from. */
export default function TemplateForm(props: { template?: Template; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asked, setAsked] = useState('')
  const permissions = usePermissions()
  const known = new Map(permissions.flatMap(({ items }) => items.map((one) => [one.code, one])))
  const { template } = props
  const items = (template?.items ?? []).map(({ permission, effect, reach }): Item => ({
    permission,
    said: effect === 'deny' ? 'deny' : reach,
  }))
  const form = useForm({
    initialValues: {
      kind: template?.kind ?? 'grants',
      name: template?.name ?? '',
      code: template?.code ?? '',
      description: template?.description ?? '',
      items,
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (template || new RegExp(limitsOf(createTemplate, 'code').pattern ?? '').test(value) ? null : t('access.codeForm')),
      items: (value) => (value.length > 0 ? null : t('access.template.itemsNeeded')),
    },
  })
  const save = useSave(form, {
    send: ({ kind, items: chosen, ...values }, keyFor) => {
      const grants = chosen.map(({ permission, said }) =>
        said === 'deny' ? { permission, effect: 'deny' as const } : { permission, effect: 'allow' as const, reach: said },
      )
      if (template) {
        const body = { name: values.name.trim(), description: values.description.trim() || null, items: grants, version: template.version }
        return call(updateTemplate, { params: { id: template.id }, body })
      }
      const body = { ...filledOf(values), items: grants } as Body<typeof createTemplate>
      return call(kind === 'role' ? createRoleTemplate : createTemplate, { body, idempotencyKey: keyFor({ kind, body }) })
    },
    saved: ({ template: saved }) => {
      void outdate(client, '/permission-templates')
      done(t(template ? 'organization.changed' : 'organization.added', { name: saved.name }))
      props.close(true)
    },
    fields: { PERMISSION_TEMPLATE_CODE_TAKEN: 'code', NOT_HELD: 'items' },
  })
  const { name, code, items: chosen } = form.values
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {!template && (
          <Select
            label={t('access.template.kindLabel')}
            data={(['grants', 'role'] as const).map((value) => ({ value, label: t(`access.template.kind.${value}`) }))}
            allowDeselect={false}
            openOnFocus={false}
            {...form.getInputProps('kind')}
          />
        )}
        <TextInput
          label={t('organization.name')}
          required
          data-autofocus
          maxLength={limitsOf(createTemplate, 'name').maxLength}
          {...form.getInputProps('name')}
          onChange={(event) => {
            const next = event.currentTarget.value
            if (!template && code === codeOf(name)) form.setFieldValue('code', codeOf(next))
            form.setFieldValue('name', next)
          }}
        />
        {!template && (
          <TextInput label={t('access.code')} description={t('access.codeHint')} maxLength={60} {...form.getInputProps('code')} />
        )}
        <DescriptionInput maxLength={limitsOf(createTemplate, 'description').maxLength} {...form.getInputProps('description')} />
        <Select
          label={t('access.template.addPermission')}
          data={permissions.map(({ module, items: within }) => ({
            group: module,
            items: within
              .filter((one) => chosen.every((item) => item.permission !== one.code))
              .map((one) => ({ value: one.code, label: one.title })),
          }))}
          value={null}
          searchValue={asked}
          onSearchChange={setAsked}
          onChange={(picked) => {
            setAsked('')
            const permission = picked && known.get(picked)
            if (permission)
              form.insertListItem('items', { permission: permission.code, said: permission.reaches[0] ?? 'own' } satisfies Item)
          }}
          searchable
          openOnFocus={false}
          limit={200}
          nothingFoundMessage={t('ui.nothingFound')}
          error={form.errors['items']}
        />
        <ul className="lines tight">
          {chosen.map(({ permission }, at) => (
            <li key={permission}>
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{known.get(permission)?.title ?? permission}</Text>
                <Group gap="xs" wrap="nowrap">
                  <NativeSelect
                    size="xs"
                    aria-label={t('access.template.reachOf', { permission: known.get(permission)?.title ?? permission })}
                    data={[
                      ...(known.get(permission)?.reaches ?? []).map((value) => ({ value, label: t(`access.reach.${value}`) })),
                      { value: 'deny', label: t('access.denied') },
                    ]}
                    {...form.getInputProps(`items.${at}.said`)}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('organization.position.removeName', { name: known.get(permission)?.title ?? permission })}
                    onClick={() => form.removeListItem('items', at)}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              </Group>
            </li>
          ))}
        </ul>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={
            template ? t('ui.saveChanges') : name.trim() ? t('organization.addName', { name: name.trim() }) : t('access.template.add')
          }
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
