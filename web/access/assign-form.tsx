import { Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { assignRole } from '../../server/modules/access/access.assignment.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { givenOf, RoleField, roleRefusals, TimeFields, useRoleChecks } from './role-fields.tsx'
import { UserSelect } from './user-select.tsx'

type Named = { id: string; name: string }
const refusals = { ACCOUNT_ARCHIVED: 'userId', ...roleRefusals }

/** Gives a role to an account, for a time or for good; which of the two is known already is not asked. */
export default function AssignForm(props: { role?: Named; user?: Named; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { role, user } = props
  const checks = useRoleChecks()
  const form = useForm({
    initialValues: { userId: user?.id ?? null, roleId: role?.id ?? null, validFrom: '', validTo: '' },
    validate: {
      userId: (value) => (value ? null : t('auth.needed')),
      ...checks,
    },
  })
  const save = useSave(form, {
    send: ({ userId, ...given }, keyFor) => {
      const body = { userId: userId ?? '', ...givenOf(given, format) }
      return call(assignRole, { body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      void outdate(client, '/roles', '/access', '/users', '/auth/me')
      done(t('access.role.given'))
      props.close(true)
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {!user && <UserSelect label={t('accounts.account')} required openOnFocus={false} {...form.getInputProps('userId')} />}
        {!role && <RoleField form={form} />}
        <TimeFields form={form} />
        <FormFoot error={save.error} pending={save.pending} submit={t('access.role.giveAct')} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
