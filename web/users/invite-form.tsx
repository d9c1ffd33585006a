import { NumberInput, Select, Skeleton, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getEmployee, type Employee } from '../../server/modules/employees/employees.contract.ts'
import { createInvitation } from '../../server/modules/users/users.invitation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { faultsOf, limitsOf, useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { useRoleChoices } from './roles.ts'

const days = limitsOf(createInvitation, 'expiresInDays')

/** Invites somebody by mail, with a role and, where they are in the directory already, as that person. */
export function InviteForm(props: { person: string | undefined; cancel: () => void; close: () => void }) {
  const known = useQuery({ ...q(getEmployee, { params: { id: props.person ?? '' } }), enabled: props.person !== undefined, retry: false })
  if (props.person !== undefined && known.isPending) return <Skeleton h={280} />
  return <Invite {...props} person={known.data?.employee ?? null} />
}

function Invite(props: { person: Employee | null; cancel: () => void; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const once = useIdempotency()
  const roles = useRoleChoices()
  const me = useMe()
  const form = useForm({
    initialValues: {
      email: props.person?.email ?? '',
      roleCode: 'employee',
      employeeId: props.person?.id ?? null,
      expiresInDays: 7 as number | string,
    },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('auth.emailNeeded')),
      roleCode: (value) => (value ? null : t('invitations.roleNeeded')),
    },
  })
  const invite = useOneAtATime(
    useMutation({
      mutationFn: ({ email, roleCode, employeeId, expiresInDays }: typeof form.values) => {
        const body = {
          email: email.trim(),
          roleCode,
          expiresInDays: Number(expiresInDays) || 7,
          ...(employeeId && { employeeId }),
        }
        return call(createInvitation, { body, idempotencyKey: once.keyFor(body) })
      },
      onSettled: (_data, error) => once.answered(error),
      onError: (error) =>
        form.setErrors(
          faultsOf(error, {
            USER_EMAIL_TAKEN: 'email',
            INVITATION_OPEN: 'email',
            ROLE_ABOVE_OWN: 'roleCode',
            ROLE_NOT_FOUND: 'roleCode',
            EMPLOYEE_NOT_LINKABLE: 'employeeId',
          }),
        ),
      onSuccess: ({ invitation }) => {
        done(t('invitations.invited', { email: invitation.email }))
        void outdate(client, '/invitations')
        props.close()
      },
    }),
  )
  return (
    <form onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
      <Unsaved when={form.isDirty() && !invite.isSuccess && !invite.isPending} within={(next) => next.search.invite === true} />
      <Stack gap="sm">
        <TextInput
          {...form.getInputProps('email')}
          label={t('invitations.email')}
          type="email"
          autoComplete="off"
          maxLength={limitsOf(createInvitation, 'email').maxLength}
          data-autofocus
        />
        <Select {...form.getInputProps('roleCode')} label={t('invitations.role')} data={roles} allowDeselect={false} searchable />
        {can(me, 'employee.read') && (
          <PersonSelect
            {...form.getInputProps('employeeId')}
            knownName={props.person && fullName(props.person)}
            label={t('invitations.person')}
            description={t('invitations.personHint')}
            placeholder={t('invitations.findPerson')}
          />
        )}
        <NumberInput
          {...form.getInputProps('expiresInDays')}
          label={t('invitations.days')}
          min={days.minimum ?? 1}
          max={days.maximum ?? 30}
          allowDecimal={false}
          clampBehavior="strict"
        />
        <FormFoot error={invite.error} pending={invite.isPending} submit={t('invitations.send')} cancel={props.cancel} />
      </Stack>
    </form>
  )
}
