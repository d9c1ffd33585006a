import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { cancelLeave, changeLeave } from '../../server/modules/leave/leave.change.contract.ts'
import { withdrawLeave, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { call, outdate } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf, useOneAtATime } from '../ui/forms.ts'
import { Held, useWriting } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { DocumentsDialog } from './documents-dialog.tsx'
import { DocumentsField, type HandedIn } from './documents-field.tsx'

export type RequestAct = 'withdraw' | 'change' | 'cancel' | 'documents'
type Props = { request: LeaveRequest; close: () => void }

/** One act on one request. */
export function RequestActs({ act, ...props }: Props & { act: RequestAct }) {
  if (act === 'withdraw') return <TakeBack {...props} />
  if (act === 'documents') return <DocumentsDialog {...props} />
  return (
    <Held current={props.request} path="/leave">
      {(base) => (act === 'change' ? <Change request={base} close={props.close} /> : <Cancel request={base} close={props.close} />)}
    </Held>
  )
}

function TakeBack(props: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { request } = props
  const quantity = format.quantity(request.quantity, request.unit)
  const withdraw = useOneAtATime(
    useMutation({
      mutationFn: () => call(withdrawLeave, { params: { id: request.id } }),
      onSuccess: () => {
        done(t('leave.takenBack', { quantity }))
        void outdate(client, '/leave', '/attendance')
        props.close()
      },
    }),
  )
  const approved = request.state === 'approved'
  return (
    <Modal
      opened
      onClose={props.close}
      centered
      size="sm"
      title={approved ? t('leave.cancelTitle') : t('leave.withdrawTitle')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Text size="sm">{t('leave.takeBackText', { quantity, dates: format.range(request.firstDay, request.lastDay) })}</Text>
      {withdraw.isError && <Failed error={withdraw.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={props.close}>
          {t('leave.keep')}
        </Button>
        <Button color="bad" loading={withdraw.isPending} onClick={() => withdraw.mutate()} data-autofocus>
          {approved ? t('leave.cancelQuantity', { quantity }) : t('leave.withdrawQuantity', { quantity })}
        </Button>
      </Group>
    </Modal>
  )
}

/** Leave of somebody else, cancelled in their name with the reason. */
function Cancel({ request, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const quantity = format.quantity(request.quantity, request.unit)
  const form = useForm({ initialValues: { comment: '' }, validate: { comment: (value) => (value.trim() ? null : t('auth.needed')) } })
  const save = useSave(form, {
    send: ({ comment }) => call(cancelLeave, { params: { id: request.id }, body: { comment: comment.trim(), version: request.version } }),
    saved: () => {
      done(t('leave.takenBack', { quantity }))
      void outdate(client, '/leave', '/attendance', '/approvals')
      close()
    },
  })
  const name = request.employee.firstName
  return (
    <Modal opened onClose={close} centered title={t('leave.act.cancelTitle', { name })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={save.submit} noValidate>
        <Stack>
          <Text size="sm">{t('leave.act.cancelText', { quantity, dates: format.range(request.firstDay, request.lastDay), name })}</Text>
          <Textarea
            label={t('leave.hr.reason')}
            required
            data-autofocus
            autosize
            minRows={2}
            maxLength={limitsOf(cancelLeave, 'comment').maxLength}
            {...form.getInputProps('comment')}
          />
          <FormFoot error={save.error} pending={save.pending} color="bad" submit={t('leave.cancelQuantity', { quantity })} cancel={close} />
        </Stack>
      </form>
    </Modal>
  )
}

/** Other dates for a request that waits, fewer for approved leave. */
function Change({ request, close }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const isOthers = request.employee.id !== me.user.employeeId
  const [documents, setDocuments] = useState<readonly HandedIn[]>([])
  const [seen, setSeen] = useState(false)
  useWriting(documents.length > 0 || seen)
  const before = { firstDay: request.firstDay, lastDay: request.lastDay, note: request.note ?? '' }
  const form = useForm({
    initialValues: before,
    validate: { lastDay: (value, { firstDay }) => (value < firstDay ? t('leave.limits.reversed') : null) },
  })
  const isApproved = request.state === 'approved'
  const byTime = request.fromTime !== null
  const save = useSave(form, {
    send: (values) => {
      const body = {
        ...changesOf({ ...values, ...(byTime && { lastDay: values.firstDay }) }, before),
        ...(documents.length > 0 && { documentIds: documents.map(({ id }) => id) }),
        ...(seen && { documentSeen: true }),
        version: request.version,
      } as Body<typeof changeLeave>
      return call(changeLeave, { params: { id: request.id }, body })
    },
    saved: () => {
      done(t('leave.act.changed'))
      void outdate(client, '/leave', '/attendance', '/approvals')
      close()
    },
  })
  return (
    <Modal
      opened
      onClose={close}
      centered
      title={t(isApproved ? 'leave.act.shortenTitle' : 'leave.act.changeTitle')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <form onSubmit={save.submit} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            {t(isApproved ? 'leave.act.shortenText' : 'leave.act.changeText')}
          </Text>
          <Group grow align="flex-start">
            <DayInput
              label={byTime ? t('leave.date') : t('leave.limits.first')}
              required
              data-autofocus
              {...form.getInputProps('firstDay')}
            />
            {!byTime && <DayInput label={t('leave.limits.last')} required {...form.getInputProps('lastDay')} />}
          </Group>
          {!isApproved && (
            <>
              <Textarea
                label={t('leave.note')}
                autosize
                minRows={2}
                maxLength={limitsOf(changeLeave, 'note').maxLength}
                {...form.getInputProps('note')}
              />
              <DocumentsField
                employeeId={isOthers ? request.employee.id : undefined}
                documents={documents}
                change={setDocuments}
                seen={isOthers ? { value: seen, change: setSeen } : undefined}
              />
            </>
          )}
          <FormFoot
            error={save.error}
            pending={save.pending}
            submit={t('ui.saveChanges')}
            disabled={!form.isDirty() && documents.length === 0 && !seen}
            cancel={close}
          />
        </Stack>
      </form>
    </Modal>
  )
}
