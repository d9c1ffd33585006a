import { Box, Button, Group, Modal, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { withdrawLeave, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { call, outdate } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { StateBadge } from './state-badge.tsx'

type Rows = { requests: readonly LeaveRequest[]; take: (request: LeaveRequest) => void }

/** Requests with their states; those that still can be are taken back from here. */
export function RequestTable(props: { requests: readonly LeaveRequest[] }) {
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const [taking, setTaking] = useState<LeaveRequest | null>(null)
  return (
    <>
      {small ? <Lines requests={props.requests} take={setTaking} /> : <Wide requests={props.requests} take={setTaking} />}
      {taking && <TakeBack request={taking} close={() => setTaking(null)} />}
    </>
  )
}

function Lines(props: Rows) {
  const format = useFormat()
  return (
    <ul className="lines">
      {props.requests.map((request) => (
        <li key={request.id}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Box miw={0}>
              <Text size="sm" fw={500}>
                {format.range(request.firstDay, request.lastDay)}
              </Text>
              <Text size="xs" c="dimmed">
                {[request.typeName, format.quantity(request.quantity, request.unit)].join(' · ')}
              </Text>
              <Decision request={request} />
            </Box>
            <Stack gap={8} align="flex-end">
              <StateBadge state={request.state} />
              <TakeButton request={request} take={props.take} />
            </Stack>
          </Group>
        </li>
      ))}
    </ul>
  )
}

function Wide(props: Rows) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table.ScrollContainer
      minWidth={560}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('leave.requests') } }}
    >
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('leave.dates')}</Table.Th>
            <Table.Th>{t('leave.type')}</Table.Th>
            <Table.Th ta="end">{t('leave.quantity')}</Table.Th>
            <Table.Th>{t('leave.stateColumn')}</Table.Th>
            <Table.Th>{t('leave.decision')}</Table.Th>
            <Table.Th w={1}>
              <VisuallyHidden>{t('ui.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.requests.map((request) => (
            <Table.Tr key={request.id}>
              <Table.Td>
                <Text size="sm" fw={500}>
                  {format.range(request.firstDay, request.lastDay)}
                </Text>
                {request.note && (
                  <Text size="xs" c="dimmed" maw={260} truncate>
                    {request.note}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{request.typeName}</Table.Td>
              <Table.Td ta="end">{format.quantity(request.quantity, request.unit)}</Table.Td>
              <Table.Td>
                <StateBadge state={request.state} />
              </Table.Td>
              <Table.Td>
                <Decision request={request} />
              </Table.Td>
              <Table.Td>
                <TakeButton request={request} take={props.take} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function TakeButton({ request, take }: { request: LeaveRequest; take: Rows['take'] }) {
  const { t } = useTranslation()
  if (!request.can.withdraw) return null
  return (
    <Button variant="default" size="compact-sm" onClick={() => take(request)}>
      {request.state === 'approved' ? t('leave.cancelLeave') : t('leave.withdraw')}
    </Button>
  )
}

function Decision({ request }: { request: LeaveRequest }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!request.decidedByName || !request.decidedAt)
    return (
      <Text size="xs" c="dimmed">
        {t('leave.askedAgo', { ago: format.ago(request.createdAt) })}
      </Text>
    )
  return (
    <Box maw={260}>
      <Text size="xs">{t('leave.decidedBy', { name: request.decidedByName, ago: format.ago(request.decidedAt) })}</Text>
      {request.comment && (
        <Text size="xs" c="dimmed" truncate>
          {t('ui.quoted', { text: request.comment })}
        </Text>
      )}
    </Box>
  )
}

function TakeBack(props: { request: LeaveRequest; close: () => void }) {
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
