import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Body, Contract, Data } from '../../server/core/contract.ts'
import { createEmployee, getEmployee, updateEmployee, type Employee } from '../../server/modules/employees/employees.contract.ts'
import { call, outdate, q } from '../api.ts'
import { CustomInput } from '../custom-fields/custom-input.tsx'
import { blankOf, sentOf, useMyCustomFields } from '../custom-fields/fields.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { PositionSelect } from '../organization/position-select.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { genders, maritals } from './person-overview.tsx'
import { PersonSelect } from './person-select.tsx'

const statuses = ['onboarding', 'active', 'on-leave', 'suspended', 'notice'] as const
const refusals = {
  EMPLOYEE_NUMBER_TAKEN: 'employeeNumber',
  EMPLOYMENT_OWN_MANAGER: 'managerId',
  REPORTING_CYCLE: 'managerId',
  HEADCOUNT_EXCEEDED: 'positionId',
  BRANCH_ARCHIVED: 'branchId',
  STATUS_TRANSITION: 'status',
  NOTICE_NEEDS_LAST_DAY: 'leftOn',
  LAST_DAY_TOO_EARLY: 'leftOn',
}

/** Adds somebody to the company; what is wanted at least is a name and a day. */
export function AddPerson(props: { close: () => void; departmentId?: string | undefined }) {
  const { t } = useTranslation()
  const today = useFormat().today()
  const client = useQueryClient()
  const navigate = useNavigate()
  // Whoever is added must have a value in each of these; the others can be filled in on their page.
  const fields = useMyCustomFields().filter(({ isRequired, kind }) => isRequired && kind !== 'file')
  const custom: Record<string, string | null> = {}
  const form = useForm({
    initialValues: {
      custom,
      firstName: '',
      lastName: '',
      email: '',
      joinedOn: today,
      employeeNumber: '',
      title: '',
      departmentId: props.departmentId ?? null,
      branchId: null as string | null,
      managerId: null as string | null,
      positionId: null as string | null,
    },
    validate: { ...useNames(), joinedOn: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ custom, ...values }, keyFor) => {
      const filled = sentOf(fields, filledOf(custom) as Record<string, string>)
      const body = { ...filledOf(values), ...(fields.length > 0 && { custom: filled }) } as Body<typeof createEmployee>
      return call(createEmployee, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ employee }) => {
      void outdate(client, '/employees', '/departments', '/org-chart', '/positions')
      done(t('people.added', { name: fullName(employee) }))
      void navigate({ to: '/people/$id', params: { id: employee.id }, ignoreBlocker: true })
    },
    fields: refusals,
  })
  const name = fullName(form.values).trim()
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Names form={form} contract={createEmployee} />
        <TextInput type="email" label={t('people.email')} {...form.getInputProps('email')} {...limited(createEmployee, 'email')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <DayInput label={t('people.joinedOn')} required {...form.getInputProps('joinedOn')} />
          <TextInput
            label={t('people.number')}
            description={t('people.numberHint')}
            maxLength={30}
            {...form.getInputProps('employeeNumber')}
          />
        </SimpleGrid>
        <WorkFields form={form} contract={createEmployee} />
        {fields.map((field) => (
          <CustomInput
            key={field.id}
            field={field}
            input={{ ...form.getInputProps(`custom.${field.key}`), value: form.values.custom[field.key] ?? blankOf(field) }}
          />
        ))}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={name ? t('people.addName', { name }) : t('people.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}

type Detail = Data<typeof getEmployee>['employee']

/** Changes what is kept about a person and where they work now. */
export function EditPerson(props: { employee: Detail; close: () => void; saved: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { employee } = props
  const before = valuesOf(employee)
  const form = useForm({ initialValues: before, validate: useNames() })
  const save = useSave(form, {
    send: (values) => {
      const { leftOn, leavingReason, ...rest } = values
      // How somebody leaves is said with the notice only.
      const sent = values.status === 'notice' ? { ...rest, leftOn, leavingReason } : rest
      const body = { ...changesOf(sent, before), version: employee.version } as Body<typeof updateEmployee>
      return call(updateEmployee, { params: { id: employee.id }, body })
    },
    saved: (data) => {
      client.setQueryData(q(getEmployee, { params: { id: employee.id } }).queryKey, data)
      void outdate(client, '/employees', '/departments', '/org-chart', '/positions')
      done(t('people.changed', { name: fullName(data.employee) }))
      props.saved()
    },
    fields: refusals,
  })
  const settable = statuses.some((one) => one === employee.status)
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Names form={form} contract={updateEmployee} />
        <TextInput type="email" label={t('people.email')} {...form.getInputProps('email')} {...limited(updateEmployee, 'email')} />
        {settable && (
          <Select
            label={t('people.status')}
            data={statuses.map((value) => ({ value, label: t(`people.state.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('status')}
          />
        )}
        {form.values.status === 'notice' && (
          <>
            <DayInput label={t('people.lastDay')} required {...form.getInputProps('leftOn')} />
            {employee.team && (
              <TextInput
                label={t('people.leavingReason')}
                {...form.getInputProps('leavingReason')}
                {...limited(updateEmployee, 'leavingReason')}
              />
            )}
          </>
        )}
        <WorkFields form={form} contract={updateEmployee} employee={employee} />
        {employee.personal && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput type="tel" label={t('people.phone')} maxLength={40} {...form.getInputProps('phone')} />
            <DayInput label={t('people.birthDate')} {...form.getInputProps('birthDate')} />
            <TextInput type="email" label={t('people.personalEmail')} {...form.getInputProps('personalEmail')} />
            <TextInput label={t('people.address')} {...form.getInputProps('address')} {...limited(updateEmployee, 'address')} />
            <Select
              label={t('people.gender')}
              data={genders.map((value) => ({ value, label: t(`people.genders.${value}`) }))}
              clearable
              {...form.getInputProps('gender')}
            />
            <Select
              label={t('people.maritalStatus')}
              data={maritals.map((value) => ({ value, label: t(`people.maritals.${value}`) }))}
              clearable
              {...form.getInputProps('maritalStatus')}
            />
          </SimpleGrid>
        )}
        <FormFoot error={save.error} pending={save.pending} submit={t('ui.saveChanges')} disabled={!form.isDirty()} cancel={props.close} />
      </Stack>
    </form>
  )
}

// oxlint-disable-next-line typescript/no-explicit-any -- both forms have these fields among others
type HasFields = UseFormReturnType<any>

function Names(props: { form: HasFields; contract: Contract }) {
  const { t } = useTranslation()
  const { form, contract } = props
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput label={t('auth.firstName')} required autoFocus {...form.getInputProps('firstName')} {...limited(contract, 'firstName')} />
      <TextInput label={t('auth.lastName')} required {...form.getInputProps('lastName')} {...limited(contract, 'lastName')} />
    </SimpleGrid>
  )
}

/** What an employment says of where, as what and for whom. */
export function WorkFields(props: { form: HasFields; contract: Contract; employee?: Employee }) {
  const { t } = useTranslation()
  const { form, contract, employee } = props
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const choice = { searchable: true, clearable: true, limit: 100, nothingFoundMessage: t('ui.nothingFound') }
  return (
    <>
      <TextInput label={t('people.jobTitle')} {...form.getInputProps('title')} {...limited(contract, 'title')} />
      <Select
        label={t('ui.department')}
        data={orKnown(departments, employee?.departmentId, employee?.departmentName)}
        {...choice}
        {...form.getInputProps('departmentId')}
      />
      <Select
        label={t('people.branch')}
        data={orKnown(branches, employee?.branchId, employee?.branchName)}
        {...choice}
        {...form.getInputProps('branchId')}
      />
      <PositionSelect label={t('people.position')} {...form.getInputProps('positionId')} />
      <PersonSelect
        label={t('people.manager')}
        description={t('people.managerHint')}
        knownName={employee?.managerName}
        except={employee?.id}
        {...form.getInputProps('managerId')}
      />
    </>
  )
}

function useNames() {
  const { t } = useTranslation()
  const needed = (value: string) => (value.trim() ? null : t('auth.needed'))
  return { firstName: needed, lastName: needed }
}

function limited(contract: Contract, field: string) {
  const { maxLength } = limitsOf(contract, field)
  return maxLength === undefined ? {} : { maxLength }
}

/** The choices, with the present one among them even before they have come. */
function orKnown(choices: { value: string; label: string }[], id: string | null | undefined, name: string | null | undefined) {
  return id && name && choices.every((one) => one.value !== id) ? [{ value: id, label: name }, ...choices] : choices
}

function valuesOf(employee: Detail) {
  const { personal } = employee
  return {
    firstName: employee.firstName,
    lastName: employee.lastName,
    email: employee.email ?? '',
    status: employee.status,
    leftOn: employee.leftOn ?? '',
    leavingReason: employee.team?.leavingReason ?? '',
    title: employee.title ?? '',
    departmentId: employee.departmentId,
    branchId: employee.branchId,
    managerId: employee.managerId,
    positionId: employee.positionId,
    phone: personal?.phone ?? '',
    birthDate: personal?.birthDate ?? '',
    personalEmail: personal?.personalEmail ?? '',
    address: personal?.address ?? '',
    gender: personal?.gender ?? null,
    maritalStatus: personal?.maritalStatus ?? null,
  }
}
