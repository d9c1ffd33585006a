import { MultiSelect, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { createGroup, updateGroup, type PermissionGroup } from '../../server/modules/access/access.group.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { NameInputs } from './name-inputs.tsx'
import { permissionChoices, usePermissions } from './permissions.ts'

/** Makes or changes a group of permissions. */
export default function GroupForm({ group, close }: { group?: PermissionGroup; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const permissions = usePermissions()
  const before = {
    name: group?.name ?? '',
    code: group?.code ?? '',
    description: group?.description ?? '',
    permissions: group?.permissions ?? [],
  }
  const form = useForm({
    initialValues: before,
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (group || new RegExp(limitsOf(createGroup, 'code').pattern ?? '').test(value) ? null : t('access.codeForm')),
      permissions: (value) => (value.length > 0 ? null : t('access.template.itemsNeeded')),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      if (group) {
        const { code: _code, ...changes } = changesOf(values, before) as Body<typeof updateGroup> & { code?: string }
        return call(updateGroup, { params: { id: group.id }, body: { ...changes, version: group.version } })
      }
      const body = filledOf(values) as Body<typeof createGroup>
      return call(createGroup, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ group: saved }) => {
      void outdate(client, '/permissions/groups')
      done(t(group ? 'organization.changed' : 'organization.added', { name: saved.name }))
      close(true)
    },
    fields: { PERMISSION_GROUP_CODE_TAKEN: 'code' },
  })
  const name = form.values.name.trim()
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <NameInputs form={form} made={group !== undefined} max={(field) => limitsOf(createGroup, field).maxLength} />
        <MultiSelect
          label={t('access.group.holds')}
          required
          data={permissionChoices(permissions)}
          searchable
          openOnFocus={false}
          maxValues={200}
          nothingFoundMessage={t('ui.nothingFound')}
          {...form.getInputProps('permissions')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={group ? t('ui.saveChanges') : name ? t('organization.addName', { name }) : t('access.group.add')}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
