import { SegmentedControl, Select, Stack, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { grantOnResource } from '../../server/modules/access/access.grant.contract.ts'
import { call, outdate } from '../api.ts'
import { MomentInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { permissionChoices, usePermissions } from './permissions.ts'
import { UserSelect } from './user-select.tsx'
import { SearchSelect } from '../ui/search-select.tsx'
import { lesserRoleSource } from './role-source.ts'

/** Allows or denies somebody, or a role, one permission on one person. */
export default function RecordGrantForm(props: { employee: { id: string; name: string }; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const permissions = usePermissions()
  const nobody: { userId: string | null; roleId: string | null; permission: string | null } = {
    userId: null,
    roleId: null,
    permission: null,
  }
  const form = useForm({
    initialValues: { holder: 'user', effect: 'allow', validTo: '', reason: '', ...nobody },
    validate: {
      userId: (value, { holder }) => (holder !== 'user' || value ? null : t('auth.needed')),
      roleId: (value, { holder }) => (holder !== 'role' || value ? null : t('auth.needed')),
      permission: (value) => (value ? null : t('auth.needed')),
    },
  })
  const { holder } = form.values
  const save = useSave(form, {
    send: ({ userId, roleId, permission, effect, validTo, reason }, keyFor) => {
      const body = {
        ...(holder === 'user' ? { userId: userId ?? '' } : { roleId: roleId ?? '' }),
        permission: permission ?? '',
        effect: effect === 'deny' ? ('deny' as const) : ('allow' as const),
        resourceType: 'employee' as const,
        employeeId: props.employee.id,
        ...(validTo && { validTo: format.instantOf(validTo) }),
        ...(reason.trim() && { reason: reason.trim() }),
      }
      return call(grantOnResource, { body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      void outdate(client, '/resource-permissions', '/access', '/auth/me')
      done(t('access.record.given'))
      props.close(true)
    },
    fields: { GRANT_ABOVE_OWN: 'permission', ADMIN_PROTECTED: 'userId', ACCOUNT_ABOVE_OWN: 'userId', ADMIN_ROLE_FIXED: 'roleId' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SegmentedControl
          aria-label={t('access.record.holder')}
          data={[
            { value: 'user', label: t('access.record.person') },
            { value: 'role', label: t('accounts.role') },
          ]}
          {...form.getInputProps('holder')}
        />
        {holder === 'user' ? (
          <UserSelect label={t('accounts.account')} required openOnFocus={false} {...form.getInputProps('userId')} />
        ) : (
          <SearchSelect
            source={lesserRoleSource}
            label={t('accounts.role')}
            required
            openOnFocus={false}
            {...form.getInputProps('roleId')}
          />
        )}
        <Select
          label={t('access.permission')}
          required
          data={permissionChoices(permissions)}
          searchable
          openOnFocus={false}
          limit={200}
          nothingFoundMessage={t('ui.nothingFound')}
          {...form.getInputProps('permission')}
        />
        <SegmentedControl
          aria-label={t('access.explain.effect')}
          data={(['allow', 'deny'] as const).map((value) => ({ value, label: t(`access.effect.${value}`) }))}
          {...form.getInputProps('effect')}
        />
        <MomentInput label={t('access.validTo')} description={t('access.toHint')} {...form.getInputProps('validTo')} />
        <Textarea
          label={t('access.delegation.reason')}
          autosize
          minRows={2}
          maxLength={limitsOf(grantOnResource, 'reason').maxLength}
          {...form.getInputProps('reason')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('access.record.add')} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
