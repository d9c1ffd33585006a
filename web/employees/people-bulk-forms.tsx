import { Alert, List, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body, Outcome } from '../../server/core/contract.ts'
import { archivePeople, placePeople } from '../../server/modules/employees/employees.bulk.contract.ts'
import type { ListedEmployee } from '../../server/modules/employees/employees.list.contract.ts'
import { call, outdate } from '../api.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { PositionSelect } from '../organization/position-select.tsx'
import { Refused as RefusedRows } from '../ui/bulk-act.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { PersonSelect } from './person-select.tsx'

export type Props = { people: readonly ListedEmployee[]; close: () => void; finished: () => void }

const reasons = ['promotion', 'transfer', 'manager', 'contract', 'correction', 'other'] as const

/** Changes where several people belong from a day on; what is left empty stays as it is of each. */
export function BulkPlace({ people, close, finished }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = people.length
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const form = useForm({
    initialValues: {
      firstDay: format.today(),
      reason: null as string | null,
      positionId: null as string | null,
      departmentId: null as string | null,
      branchId: null as string | null,
      managerId: null as string | null,
    },
    validate: { firstDay: (value) => (value ? null : t('auth.needed')) },
  })
  const { firstDay, positionId, departmentId, branchId, managerId } = form.values
  const outcome = useOutcome(people, (done) => t('people.bulk.placed', { count: done }), close, finished)
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = { ...filledOf(values), employeeIds: people.map(({ id }) => id) } as Body<typeof placePeople>
      return call(placePeople, { body, idempotencyKey: keyFor(body) })
    },
    saved: outcome.take,
    fields: { BRANCH_ARCHIVED: 'branchId', REPORTING_CYCLE: 'managerId', HEADCOUNT_EXCEEDED: 'positionId' },
  })
  if (outcome.refused) return <Refused people={people} refused={outcome.refused} close={close} />
  const choice = {
    searchable: true,
    clearable: true,
    limit: 100,
    nothingFoundMessage: t('ui.nothingFound'),
    placeholder: t('people.bulk.asIs'),
  }
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('people.bulk.placeHint')}
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
        <Select label={t('ui.department')} data={departments} {...choice} {...form.getInputProps('departmentId')} />
        <Select label={t('people.branch')} data={branches} {...choice} {...form.getInputProps('branchId')} />
        <PositionSelect label={t('people.position')} placeholder={t('people.bulk.asIs')} {...form.getInputProps('positionId')} />
        <PersonSelect
          label={t('people.manager')}
          description={t('people.managerHint')}
          placeholder={t('people.bulk.asIs')}
          {...form.getInputProps('managerId')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('people.bulk.placeAct', { count, day: format.date(firstDay || format.today()) })}
          disabled={!positionId && !departmentId && !branchId && !managerId}
          cancel={close}
        />
      </Stack>
    </form>
  )
}

/** Archives several people, after saying what follows from it. */
export function BulkArchive({ people, close, finished }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = people.length
  const form = useForm({ initialValues: { leftOn: format.today(), reason: '' } })
  const outcome = useOutcome(people, (done) => t('people.bulk.archived', { count: done }), close, finished)
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = { ...filledOf(values), employeeIds: people.map(({ id }) => id) } as Body<typeof archivePeople>
      return call(archivePeople, { body, idempotencyKey: keyFor(body) })
    },
    saved: outcome.take,
    fields: { LAST_DAY_NOT_PAST: 'leftOn' },
  })
  if (outcome.refused) return <Refused people={people} refused={outcome.refused} close={close} />
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Alert color="waiting">
          <List size="sm" spacing={4}>
            <List.Item>{t('people.bulk.accounts')}</List.Item>
            <List.Item>{t('people.bulk.reports')}</List.Item>
            <List.Item>{t('people.archive.history')}</List.Item>
          </List>
        </Alert>
        <DayInput label={t('people.lastDay')} max={format.today()} {...form.getInputProps('leftOn')} />
        <TextInput
          label={t('people.leavingReason')}
          maxLength={limitsOf(archivePeople, 'reason').maxLength}
          {...form.getInputProps('reason')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('people.bulk.archive', { count })} color="bad" cancel={close} />
      </Stack>
    </form>
  )
}

/** What became of the act: it is over when it was done for all, and otherwise says for whom it was not. */
export function useOutcome(people: readonly ListedEmployee[], said: (count: number) => string, close: () => void, finished: () => void) {
  const client = useQueryClient()
  const [refused, setRefused] = useState<readonly Outcome[] | null>(null)
  return {
    refused,
    take({ people: outcomes, done: count }: { people: readonly Outcome[]; done: number }) {
      void outdate(client, '/employees', '/departments', '/positions', '/org-chart', '/users', '/roles', '/access')
      if (count > 0) done(said(count))
      finished()
      if (count === people.length) close()
      else setRefused(outcomes.filter(({ problem }) => problem !== null))
    },
  }
}

export function Refused({ people, refused, close }: { people: readonly ListedEmployee[]; refused: readonly Outcome[]; close: () => void }) {
  const { t } = useTranslation()
  const nameOf = (id: string) => {
    const found = people.find((person) => person.id === id)
    return found ? fullName(found) : '…'
  }
  return (
    <RefusedRows
      title={t('people.bulk.refused', { count: refused.length })}
      hint={t('people.bulk.refusedHint')}
      refused={refused.map(({ id, problem }) => ({ name: nameOf(id), message: problem?.message ?? '' }))}
      close={close}
    />
  )
}
