import { Alert, Group, Radio, Select, Stack, Switch, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconInfoCircle } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { assignPolicy, previewAssignment, type LeavePolicy } from '../../server/modules/leave/leave.policy.contract.ts'
import { call, outdate, q } from '../api.ts'
import { PeopleSelect } from '../employees/people-select.tsx'
import { Answer } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { ForWhom } from './limit-forms.tsx'

const shownPeople = 8
const contractKinds = ['permanent', 'fixed-term', 'part-time', 'internship', 'contractor', 'temporary'] as const

/** Gives a policy to whoever fits, or to people named, after showing what each of them would get. */
export default function AssignForm({ policy, close }: { policy: LeavePolicy; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      firstDay: `${format.today().slice(0, 4)}-01-01`,
      lastDay: '',
      branchId: null as string | null,
      departmentId: null as string | null,
      contractKind: null as string | null,
      employeeIds: [] as string[],
      onOverlap: 'refuse',
      alsoLater: false,
    },
    validate: { firstDay: (value) => (value ? null : t('auth.needed')) },
  })
  const { alsoLater, ...audience } = form.values
  const body = filledOf(audience) as Body<typeof previewAssignment>
  const preview = useQuery({
    ...q(previewAssignment, { params: { id: policy.id }, body }),
    enabled: audience.firstDay !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  const save = useSave(form, {
    send: (_values, keyFor) => {
      const sent = { ...body, ...(alsoLater && audience.employeeIds.length === 0 && { alsoLater }) }
      return call(assignPolicy, { params: { id: policy.id }, body: sent, idempotencyKey: keyFor(sent) })
    },
    saved: ({ assigned, skipped }) => {
      done(t('leave.policy.assigned', { count: assigned, skipped }))
      close(true)
      void outdate(client, '/leave')
    },
  })
  const found = preview.data?.preview
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Group grow align="flex-start">
          <DayInput label={t('leave.limits.first')} required {...form.getInputProps('firstDay')} />
          <DayInput label={t('leave.policy.lastDay')} {...form.getInputProps('lastDay')} />
        </Group>
        <ForWhom form={form} />
        <Select
          label={t('leave.policy.contractKind')}
          placeholder={t('leave.policy.anyContract')}
          data={contractKinds.map((value) => ({ value, label: t(`people.contract.${value}`) }))}
          clearable
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
          {...form.getInputProps('contractKind')}
        />
        <PeopleSelect label={t('leave.policy.named')} description={t('leave.policy.namedHint')} {...form.getInputProps('employeeIds')} />
        {audience.employeeIds.length === 0 && (
          <Switch label={t('leave.policy.alsoLater')} {...form.getInputProps('alsoLater', { type: 'checkbox' })} />
        )}
        <Answer query={preview} skeleton={null}>
          {({ preview: shown }) => (
            <div className="cost" aria-live="polite">
              <Text size="sm" fw={600} mb="xs">
                {t('leave.policy.fits', { count: shown.total })}
              </Text>
              <dl className="cost-lines numbers">
                {shown.people.slice(0, shownPeople).map((person) => (
                  <div key={person.employeeId}>
                    <dt>{fullName(person)}</dt>
                    <dd>{person.overlaps ? t('leave.policy.hasAnother') : null}</dd>
                    <dd>{person.amounts.map((amount) => `${amount.typeName} ${format.number(amount.quantity)}`).join(', ')}</dd>
                  </div>
                ))}
              </dl>
              {shown.total > shownPeople && (
                <Text size="xs" c="dimmed">
                  {t('leave.policy.andMore', { count: shown.total - shownPeople })}
                </Text>
              )}
            </div>
          )}
        </Answer>
        {found && found.overlapping > 0 && (
          <>
            <Alert color="waiting" icon={<IconInfoCircle aria-hidden />}>
              {t('leave.policy.overlapping', { count: found.overlapping })}
            </Alert>
            <Radio.Group label={t('leave.policy.onOverlap')} {...form.getInputProps('onOverlap')}>
              <Stack gap={6} mt={6}>
                {(['refuse', 'skip', 'replace'] as const).map((value) => (
                  <Radio key={value} value={value} label={t(`leave.policy.overlap.${value}`)} />
                ))}
              </Stack>
            </Radio.Group>
          </>
        )}
        <FormFoot
          error={save.error}
          pending={save.pending}
          disabled={!found || found.total === 0}
          submit={t('leave.policy.assignTo', { count: found?.total ?? 0 })}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
