import { Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { getEmployee, updateEmployee, type EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'

type Props = { employee: EmployeeDetail; close: (ignoreBlocker?: boolean) => void }

/** Gives somebody notice with the day they work last, or takes it back. */
export default function NoticeForm({ employee, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const saved = useSaved(employee.id)
  const name = fullName(employee)
  const isGiven = employee.status === 'notice'
  return (
    <>
      <Modal
        opened={!isGiven}
        onClose={() => close()}
        title={t('people.notice.title', { name })}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {!isGiven && (
          <Held current={employee} path="/employees">
            {(base) => <Give employee={base} close={close} />}
          </Held>
        )}
      </Modal>
      <Confirm
        opened={isGiven}
        title={t('people.notice.takeBackTitle', { name })}
        text={t('people.notice.takeBackText', { day: employee.leftOn ? format.date(employee.leftOn) : t('ui.none') })}
        act={t('people.notice.takeBack')}
        color="accent"
        send={() => call(updateEmployee, { params: { id: employee.id }, body: { status: 'active', version: employee.version } })}
        done={(data) => {
          saved(data)
          done(t('people.notice.takenBack', { name }))
          close(true)
        }}
        close={() => close()}
      />
    </>
  )
}

function Give({ employee, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const saved = useSaved(employee.id)
  const name = fullName(employee)
  const form = useForm({
    initialValues: { leftOn: '', noticeOn: format.today(), leavingReason: '' },
    validate: { leftOn: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ noticeOn, ...values }) => {
      const dates = employee.team ? { noticeOn } : {}
      const body = { status: 'notice' as const, ...filledOf({ ...values, ...dates }), version: employee.version }
      return call(updateEmployee, { params: { id: employee.id }, body })
    },
    saved: (data) => {
      saved(data)
      done(t('people.notice.given', { name, day: format.date(form.values.leftOn) }))
      close(true)
    },
    fields: { NOTICE_NEEDS_LAST_DAY: 'leftOn', LAST_DAY_TOO_EARLY: 'leftOn' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('people.notice.text')}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: employee.team ? 2 : 1 }}>
          <DayInput label={t('people.lastDay')} required data-autofocus min={employee.joinedOn} {...form.getInputProps('leftOn')} />
          {employee.team && <DayInput label={t('people.noticeOn')} {...form.getInputProps('noticeOn')} />}
        </SimpleGrid>
        {employee.team && (
          <TextInput
            label={t('people.leavingReason')}
            maxLength={limitsOf(updateEmployee, 'leavingReason').maxLength}
            {...form.getInputProps('leavingReason')}
          />
        )}
        <FormFoot error={save.error} pending={save.pending} submit={t('people.notice.give')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

function useSaved(id: string) {
  const client = useQueryClient()
  return (data: Data<typeof updateEmployee>) => {
    client.setQueryData(q(getEmployee, { params: { id } }).queryKey, data)
    void outdate(client, '/employees', '/departments', '/positions', '/org-chart')
  }
}
