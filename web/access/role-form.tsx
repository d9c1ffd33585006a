import { MultiSelect, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { createRole, setRoleParents, updateRole, type Role } from '../../server/modules/access/access.role.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { NameInputs } from './name-inputs.tsx'

type Leave = (ignoreBlocker?: boolean) => void
const refusals = { ROLE_CODE_TAKEN: 'code', ROLE_CYCLE: 'parentIds', ROLE_TOO_DEEP: 'parentIds', ROLE_ABOVE_OWN: 'parentIds' }

/** Makes a role, or changes its name and what it inherits. */
export default function RoleForm(props: { role?: Role; roles: readonly Role[]; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { role, close } = props
  const before = {
    name: role?.name ?? '',
    code: role?.code ?? '',
    description: role?.description ?? '',
    parentIds: role?.parents.map(({ id }) => id) ?? [],
  }
  const form = useForm({
    initialValues: before,
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (new RegExp(limitsOf(createRole, 'code').pattern ?? '').test(value) ? null : t('access.codeForm')),
    },
  })
  const save = useSave(form, {
    send: async (values, keyFor) => {
      if (!role) {
        const body = { ...filledOf(values), parentIds: values.parentIds } as Body<typeof createRole>
        return (await call(createRole, { body, idempotencyKey: keyFor(body) })).role
      }
      const { name, description } = changesOf(values, before) as { name?: string; description?: string | null }
      // What it inherits may be refused, its name may not: that goes first.
      if (JSON.stringify(values.parentIds) !== JSON.stringify(before.parentIds))
        await call(setRoleParents, { params: { id: role.id }, body: { parentIds: values.parentIds } })
      if (name === undefined && description === undefined) return role
      const body = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) }
      return (await call(updateRole, { params: { id: role.id }, body })).role
    },
    saved: (saved) => {
      void outdate(client, '/roles', '/access', '/users', '/auth/me')
      done(role ? t('organization.changed', { name: saved.name }) : t('organization.added', { name: saved.name }))
      if (role) close(true)
      else void navigate({ to: '/access/roles/$id', params: { id: saved.id }, ignoreBlocker: true })
    },
    fields: refusals,
  })
  const name = form.values.name.trim()
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <NameInputs form={form} made={role !== undefined} max={(field) => limitsOf(createRole, field).maxLength} />
        <MultiSelect
          label={t('access.role.inherits')}
          description={t('access.role.inheritsHint')}
          data={props.roles.filter(({ id }) => id !== role?.id).map(({ id, name: label }) => ({ value: id, label }))}
          searchable
          clearable
          maxValues={10}
          openOnFocus={false}
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
          {...form.getInputProps('parentIds')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={role ? t('ui.saveChanges') : name ? t('organization.addName', { name }) : t('access.role.add')}
          disabled={role !== undefined && !form.isDirty()}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
