import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { assignRoleToMany } from '../../server/modules/access/access.assignment.contract.ts'
import { listRoles } from '../../server/modules/access/access.role.contract.ts'
import { instantOf } from '../access/times.ts'
import { call, q } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useSave } from '../ui/save.ts'
import { Refused, useOutcome, type Props } from './people-bulk-forms.tsx'

/** Gives a role to the accounts of several people, for a time or for good. */
export default function BulkRole({ people, close, finished }: Props) {
  const { t } = useTranslation()
  const count = people.length
  const roles = useQuery(q(listRoles, { query: { limit: 100, sort: 'name' } })).data?.roles ?? []
  const form = useForm({
    initialValues: { roleId: null as string | null, validFrom: '', validTo: '' },
    validate: {
      roleId: (value) => (value ? null : t('auth.needed')),
      validTo: (value, { validFrom }) => (value && validFrom && value <= validFrom ? t('access.toAfterFrom') : null),
    },
  })
  const name = roles.find(({ id }) => id === form.values.roleId)?.name
  const outcome = useOutcome(people, (done) => t('people.bulk.roleGiven', { count: done }), close, finished)
  const save = useSave(form, {
    send: ({ roleId, validFrom, validTo }, keyFor) => {
      const body = {
        employeeIds: people.map(({ id }) => id),
        roleId: roleId ?? '',
        ...(validFrom && { validFrom: instantOf(validFrom) }),
        ...(validTo && { validTo: instantOf(validTo) }),
      }
      return call(assignRoleToMany, { body, idempotencyKey: keyFor(body) })
    },
    saved: outcome.take,
    fields: { ROLE_ABOVE_OWN: 'roleId', VALID_TO_PAST: 'validTo', VALID_TIMES: 'validTo' },
  })
  if (outcome.refused) return <Refused people={people} refused={outcome.refused} close={close} />
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('people.bulk.roleHint')}
        </Text>
        <Select
          label={t('accounts.role')}
          required
          data-autofocus
          data={roles.map((role) => ({ value: role.id, label: role.name }))}
          searchable
          openOnFocus={false}
          nothingFoundMessage={t('ui.nothingFound')}
          {...form.getInputProps('roleId')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            type="datetime-local"
            label={t('access.validFrom')}
            description={t('access.fromHint')}
            {...form.getInputProps('validFrom')}
          />
          <TextInput
            type="datetime-local"
            label={t('access.validTo')}
            description={t('access.toHint')}
            {...form.getInputProps('validTo')}
          />
        </SimpleGrid>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={name ? t('people.bulk.roleAct', { count, name }) : t('people.bulk.role')}
          cancel={close}
        />
      </Stack>
    </form>
  )
}
