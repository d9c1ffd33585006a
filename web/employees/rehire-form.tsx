import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { getEmployee, type EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { contractKinds } from '../../server/modules/employees/employees.fields.contract.ts'
import { rehireEmployee } from '../../server/modules/employees/employees.lifecycle.contract.ts'
import { call, outdate, q } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { WorkFields } from './person-form.tsx'

const refusals = {
  REHIRE_TOO_EARLY: 'firstDay',
  EMPLOYMENT_OWN_MANAGER: 'managerId',
  REPORTING_CYCLE: 'managerId',
  HEADCOUNT_EXCEEDED: 'positionId',
  BRANCH_ARCHIVED: 'branchId',
}

/** Employs somebody again who left; what they did then is what they begin with, but nobody's seat. */
export default function RehireForm(props: { employee: EmployeeDetail; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { employee } = props
  const name = fullName(employee)
  const form = useForm({
    initialValues: {
      firstDay: format.today(),
      title: employee.title ?? '',
      departmentId: employee.departmentId,
      branchId: employee.branchId,
      managerId: employee.managerId,
      positionId: null as string | null,
      contractKind: employee.team?.contractKind ?? null,
      weeklyHours: employee.team?.weeklyHours ?? '',
    },
    validate: { firstDay: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf(values) as Body<typeof rehireEmployee>
      return call(rehireEmployee, { params: { id: employee.id }, body, idempotencyKey: keyFor({ ...body, id: employee.id }) })
    },
    saved: (data) => {
      client.setQueryData(q(getEmployee, { params: { id: employee.id } }).queryKey, data)
      void outdate(client, '/employees', '/departments', '/positions', '/org-chart')
      done(t('people.rehire.done', { name, day: format.date(form.values.firstDay) }))
      props.close(true)
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {t('people.rehire.text', { number: employee.employeeNumber })}
        </Text>
        <DayInput label={t('people.employment.from')} required {...form.getInputProps('firstDay')} />
        <WorkFields form={form} contract={rehireEmployee} employee={employee} />
        {employee.team && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              label={t('people.contractKind')}
              data={contractKinds.map((value) => ({ value, label: t(`people.contract.${value}`) }))}
              clearable
              {...form.getInputProps('contractKind')}
            />
            <TextInput label={t('people.weeklyHours')} inputMode="decimal" maxLength={6} {...form.getInputProps('weeklyHours')} />
          </SimpleGrid>
        )}
        <FormFoot error={save.error} pending={save.pending} submit={t('people.rehire.name', { name })} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
