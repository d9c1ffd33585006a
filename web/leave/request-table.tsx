import { Box, Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPaperclip, IconPencil, IconTrash } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { useFormat } from '../ui/format.ts'
import { RowMenu } from '../ui/row-menu.tsx'
import type { RequestAct } from './request-acts.tsx'
import { StateBadge } from './state-badge.tsx'

const RequestActs = lazy(async () => ({ default: (await import('./request-acts.tsx')).RequestActs }))

type Rows = { requests: readonly LeaveRequest[]; act: (act: RequestAct, request: LeaveRequest) => void }

/** Requests with their states; those that still can be are taken back, changed or cancelled from here. */
export function RequestTable(props: { requests: readonly LeaveRequest[] }) {
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<{ act: RequestAct; request: LeaveRequest } | null>(null)
  const rows = { requests: props.requests, act: (act: RequestAct, request: LeaveRequest) => setChosen({ act, request }) }
  return (
    <>
      {small ? <Lines {...rows} /> : <Wide {...rows} />}
      <Suspense>{chosen && <RequestActs {...chosen} close={() => setChosen(null)} />}</Suspense>
    </>
  )
}

function Lines(props: Rows) {
  const { t } = useTranslation()
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
                {[request.typeName, format.quantity(request.quantity, request.unit)].join(t('ui.dot'))}
              </Text>
              <Decision request={request} />
            </Box>
            <Stack gap={8} align="flex-end">
              <StateBadge state={request.state} />
              <Acts request={request} act={props.act} />
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
                <Acts request={request} act={props.act} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** What can still be done with a request; nothing when nothing can. */
export function Acts({ request, act }: { request: LeaveRequest; act: Rows['act'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { can } = request
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {can.withdraw && (
        <Button variant="default" size="compact-sm" onClick={() => act('withdraw', request)}>
          {request.state === 'approved' ? t('leave.cancelLeave') : t('leave.withdraw')}
        </Button>
      )}
      <RowMenu
        label={t('leave.act.more', { type: request.typeName, dates: format.range(request.firstDay, request.lastDay) })}
        acts={[
          can.change && {
            label: t(request.state === 'approved' ? 'leave.act.shorten' : 'leave.act.change'),
            icon: IconPencil,
            act: () => act('change', request),
          },
          can.readDocuments &&
            request.documentCount > 0 && {
              label: t('leave.document.show', { count: request.documentCount }),
              icon: IconPaperclip,
              act: () => act('documents', request),
            },
          can.cancel && { label: t('leave.cancelLeave'), icon: IconTrash, color: 'bad', act: () => act('cancel', request) },
        ]}
      />
    </Group>
  )
}

/** Who decided, when and with which words; when it was asked while nobody did. */
export function Decision({ request }: { request: LeaveRequest }) {
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
