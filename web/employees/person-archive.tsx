import { Alert, List, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getEmployee, type EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { archiveEmployee, restoreEmployee } from '../../server/modules/employees/employees.lifecycle.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { focusFirst } from '../ui/focus-first.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'

type Props = { employee: EmployeeDetail; form: 'archive' | 'restore' | undefined; close: (ignoreBlocker?: boolean) => void }

/** Archives a person or brings them back, after saying what follows from it. */
export default function PersonArchive(props: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { employee, form, close } = props
  const name = fullName(employee)
  return (
    <>
      <Modal
        opened={form === 'archive'}
        onClose={() => close()}
        title={t('people.archive.title', { name })}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {form === 'archive' && (
          <Held current={employee} path="/employees">
            {(base) => <Archive employee={base} close={close} />}
          </Held>
        )}
      </Modal>
      <Confirm
        opened={form === 'restore'}
        title={t('people.archive.restoreTitle', { name })}
        text={t('people.archive.restoreText')}
        act={t('people.archive.restoreName', { name })}
        color="accent"
        send={() => call(restoreEmployee, { params: { id: employee.id } })}
        done={(data) => {
          client.setQueryData(q(getEmployee, { params: { id: employee.id } }).queryKey, data)
          void outdate(client, '/employees', '/departments', '/positions', '/org-chart')
          done(t('people.archive.restored', { name }))
          close(true)
        }}
        close={() => close()}
      />
    </>
  )
}

function Archive({ employee, close }: Omit<Props, 'form'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const name = fullName(employee)
  const reports = useQuery(q(listEmployees, { query: { managerId: employee.id, limit: 1 } })).data?.pagination.total
  const form = useForm({ initialValues: { leftOn: format.today(), reason: '' } })
  const save = useSave(form, {
    send: (values) => call(archiveEmployee, { params: { id: employee.id }, body: { ...filledOf(values), version: employee.version } }),
    saved: (data) => {
      client.setQueryData(q(getEmployee, { params: { id: employee.id } }).queryKey, data)
      void outdate(client, '/employees', '/departments', '/positions', '/org-chart')
      done(t('people.archive.done', { name }))
      close(true)
    },
    fields: { LAST_DAY_NOT_PAST: 'leftOn' },
  })
  return (
    <form ref={focusFirst} onSubmit={save.submit} noValidate>
      <Stack>
        <Alert color="waiting">
          <List size="sm" spacing={4}>
            <List.Item>{t('people.archive.account')}</List.Item>
            <List.Item>
              {reports === undefined || reports > 0
                ? t('people.archive.reports', { count: reports ?? 0, name: employee.managerName ?? t('people.archive.nobody') })
                : t('people.archive.noReports')}
            </List.Item>
            <List.Item>{t('people.archive.seat')}</List.Item>
            <List.Item>{t('people.archive.history')}</List.Item>
          </List>
        </Alert>
        {employee.status !== 'left' && (
          <DayInput label={t('people.lastDay')} max={format.today()} min={employee.joinedOn} {...form.getInputProps('leftOn')} />
        )}
        {employee.team && (
          <TextInput
            label={t('people.leavingReason')}
            maxLength={limitsOf(archiveEmployee, 'reason').maxLength}
            {...form.getInputProps('reason')}
          />
        )}
        <Text size="xs" c="dimmed">
          {t('people.archive.laterHint')}
        </Text>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('people.archive.name', { name })}
          color="bad"
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
