import { Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { assignRoleToMany } from '../../server/modules/access/access.assignment.contract.ts'
import { givenOf, RoleField, roleRefusals, TimeFields, useRoleChecks } from '../access/role-fields.tsx'
import { call } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { useSave } from '../ui/save.ts'
import { Refused, useOutcome, type Props } from './people-bulk-forms.tsx'
import { useState } from 'react'

/** Gives a role to the accounts of several people, for a time or for good. */
export default function BulkRole({ people, close, finished }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = people.length
  const [name, setName] = useState<string>()
  const checks = useRoleChecks()
  const form = useForm({
    initialValues: { roleId: null as string | null, validFrom: '', validTo: '' },
    validate: checks,
  })
  const outcome = useOutcome(people, (done) => t('people.bulk.roleGiven', { count: done }), close, finished)
  const save = useSave(form, {
    send: (given, keyFor) => {
      const body = { employeeIds: people.map(({ id }) => id), ...givenOf(given, format) }
      return call(assignRoleToMany, { body, idempotencyKey: keyFor(body) })
    },
    saved: outcome.take,
    fields: roleRefusals,
  })
  if (outcome.refused) return <Refused people={people} refused={outcome.refused} close={close} />
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('people.bulk.roleHint')}
        </Text>
        <RoleField form={form} autofocus chosen={setName} />
        <TimeFields form={form} />
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
