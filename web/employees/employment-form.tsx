import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { correctEmployment, startEmployment, type Employment } from '../../server/modules/employees/employees.employment.contract.ts'
import { contractKinds } from '../../server/modules/employees/employees.fields.contract.ts'
import { call, outdate } from '../api.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { PositionSelect } from '../organization/position-select.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { PersonSelect } from './person-select.tsx'

const reasons = ['promotion', 'transfer', 'manager', 'contract', 'correction', 'other'] as const
const refusals = {
  EMPLOYMENT_BEFORE_JOINING: 'firstDay',
  NOT_EMPLOYED: 'firstDay',
  EMPLOYMENT_STARTS_THEN: 'firstDay',
  EMPLOYMENT_CANNOT_MOVE: 'firstDay',
  EMPLOYMENT_OWN_MANAGER: 'managerId',
  REPORTING_CYCLE: 'managerId',
  HEADCOUNT_EXCEEDED: 'positionId',
  BRANCH_ARCHIVED: 'branchId',
}

/** Begins a new employment on a day, or corrects one; only what differs from the one it began with is sent. */
export default function EmploymentForm(props: {
  employeeId: string
  base: Employment
  corrects?: boolean
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { employeeId, base, corrects } = props
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const before = {
    firstDay: corrects ? base.firstDay : format.today(),
    reason: corrects ? (base.team?.reason ?? null) : (null as string | null),
    title: base.title ?? '',
    departmentId: base.departmentId,
    branchId: base.branchId,
    positionId: base.positionId,
    managerId: base.managerId,
    contractKind: base.team?.contractKind ?? null,
    weeklyHours: base.team?.weeklyHours ?? '',
    note: corrects ? (base.team?.note ?? '') : '',
  }
  const hours = new RegExp(limitsOf(startEmployment, 'weeklyHours').pattern ?? '')
  const form = useForm({
    initialValues: before,
    validate: {
      firstDay: (value) => (value ? null : t('auth.needed')),
      weeklyHours: (value) => (value === '' || hours.test(value) ? null : t('people.hoursForm')),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const changes = changesOf(values, before)
      if (corrects) {
        const body = { ...changes, version: base.version } as Body<typeof correctEmployment>
        return call(correctEmployment, { params: { id: employeeId, employmentId: base.id }, body })
      }
      const body = { ...changes, firstDay: values.firstDay } as Body<typeof startEmployment>
      return call(startEmployment, { params: { id: employeeId }, body, idempotencyKey: keyFor(body) })
    },
    saved: ({ employment }) => {
      void outdate(client, '/employees', '/departments', '/positions', '/org-chart')
      done(t('people.employment.saved', { day: format.date(employment.firstDay) }))
      props.close(true)
    },
    fields: refusals,
  })
  const choice = { searchable: true, clearable: true, limit: 100, nothingFoundMessage: t('ui.nothingFound') }
  const max = (field: string) => limitsOf(startEmployment, field).maxLength
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {corrects ? t('people.employment.correctHint') : t('people.employment.changeHint')}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <DayInput label={t('people.employment.from')} required autoFocus {...form.getInputProps('firstDay')} />
          <Select
            label={t('people.employment.reason')}
            data={reasons.map((value) => ({ value, label: t(`people.reason.${value}`) }))}
            clearable
            {...form.getInputProps('reason')}
          />
        </SimpleGrid>
        <TextInput label={t('people.jobTitle')} maxLength={max('title')} {...form.getInputProps('title')} />
        <PositionSelect label={t('people.position')} {...form.getInputProps('positionId')} />
        <Select label={t('ui.department')} data={departments} {...choice} {...form.getInputProps('departmentId')} />
        <Select label={t('people.branch')} data={branches} {...choice} {...form.getInputProps('branchId')} />
        <PersonSelect
          label={t('people.manager')}
          description={t('people.managerHint')}
          knownName={base.managerName}
          except={employeeId}
          {...form.getInputProps('managerId')}
        />
        {base.team && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select
                label={t('people.contractKind')}
                data={contractKinds.map((value) => ({ value, label: t(`people.contract.${value}`) }))}
                allowDeselect={false}
                {...form.getInputProps('contractKind')}
              />
              <TextInput label={t('people.weeklyHours')} inputMode="decimal" maxLength={6} {...form.getInputProps('weeklyHours')} />
            </SimpleGrid>
            <TextInput label={t('people.employment.note')} maxLength={max('note')} {...form.getInputProps('note')} />
          </>
        )}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={
            corrects
              ? t('ui.saveChanges')
              : t('people.employment.changeFrom', { day: format.date(form.values.firstDay || before.firstDay) })
          }
          disabled={!form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
