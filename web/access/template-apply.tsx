import { MultiSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { applyRoleTemplate, applyTemplate, type Template } from '../../server/modules/access/access.template.contract.ts'
import { call, outdate } from '../api.ts'
import { MomentInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { SearchMultiSelect } from '../ui/search-multi-select.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { codeOf } from './code.ts'
import { rolesQuery } from './role-source.ts'
import { userSource } from './user-source.ts'

type Leave = (ignoreBlocker?: boolean) => void

/** Gives what a template holds: to people and roles, or as a new role. */
export default function ApplyTemplate(props: { template: Template; close: Leave }) {
  return props.template.kind === 'role' ? <MakeRole {...props} /> : <GiveGrants {...props} />
}

function GiveGrants({ template, close }: { template: Template; close: Leave }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const roles = useQuery(rolesQuery).data ?? []
  const nobody: string[] = []
  const form = useForm({
    initialValues: { userIds: nobody, roleIds: nobody, validTo: '' },
    validate: { userIds: (value, { roleIds }) => (value.length + roleIds.length > 0 ? null : t('access.template.whomNeeded')) },
  })
  const save = useSave(form, {
    send: ({ userIds, roleIds, validTo }, keyFor) => {
      const body = {
        templateId: template.id,
        ...(userIds.length > 0 && { userIds }),
        ...(roleIds.length > 0 && { roleIds }),
        ...(validTo && { validTo: format.instantOf(validTo) }),
      }
      return call(applyTemplate, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ created, unchanged }) => {
      void outdate(client, '/permission-templates', '/roles', '/access', '/auth/me')
      done(t('access.template.applied', { created, unchanged }))
      close(true)
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {t('access.template.applyText', { count: template.items.length })}
        </Text>
        <SearchMultiSelect
          source={userSource}
          label={t('access.template.people')}
          openOnFocus={false}
          maxValues={200}
          {...form.getInputProps('userIds')}
        />
        <MultiSelect
          label={t('people.access.roles')}
          data={roles.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          openOnFocus={false}
          {...form.getInputProps('roleIds')}
        />
        <MomentInput label={t('access.validTo')} description={t('access.toHint')} {...form.getInputProps('validTo')} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('access.template.applyName', { name: template.name })}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}

function MakeRole({ template, close }: { template: Template; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { name: '', code: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (new RegExp(limitsOf(applyRoleTemplate, 'code').pattern ?? '').test(value) ? null : t('access.codeForm')),
    },
  })
  const save = useSave(form, {
    send: ({ name, code }, keyFor) => {
      const body = { templateId: template.id, name: name.trim(), code: code.trim() }
      return call(applyRoleTemplate, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ role }) => {
      void outdate(client, '/permission-templates', '/roles', '/access')
      done(t('organization.added', { name: role.name }))
      close(true)
    },
    fields: { ROLE_CODE_TAKEN: 'code' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SimpleGrid cols={1}>
          <TextInput
            label={t('organization.name')}
            required
            data-autofocus
            maxLength={limitsOf(applyRoleTemplate, 'name').maxLength}
            {...form.getInputProps('name')}
            onChange={(event) => {
              const next = event.currentTarget.value
              if (form.values.code === codeOf(form.values.name)) form.setFieldValue('code', codeOf(next))
              form.setFieldValue('name', next)
            }}
          />
          <TextInput label={t('access.code')} description={t('access.codeHint')} maxLength={60} {...form.getInputProps('code')} />
        </SimpleGrid>
        <FormFoot error={save.error} pending={save.pending} submit={t('access.role.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}
