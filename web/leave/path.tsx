import { Text, Timeline } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { useFormat } from '../ui/format.ts'

/** Who asked, who decides or decided, and what follows. */
export function Path({ request }: { request: LeaveRequest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const outcome = request.state === 'pending' ? null : request.state
  const open = outcome === null
  const refused = outcome !== 'approved' && !open
  const when = (instant: string) => t('inbox.when', { ago: format.ago(instant), time: format.moment(instant) })
  const line = (text: string) => (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  )
  return (
    <Timeline active={1} bulletSize={20} className="path" lineWidth={2} color={refused ? 'bad' : 'accent'}>
      <Timeline.Item
        title={step(t('inbox.personAsked', { name: request.employee.firstName }))}
        bullet={<IconCheck size={12} aria-hidden />}
      >
        {line(when(request.createdAt))}
      </Timeline.Item>
      {outcome === null ? (
        <Timeline.Item title={step(t('inbox.youOrOthers'))}>{line(t('inbox.waitsForDecision'))}</Timeline.Item>
      ) : (
        <Timeline.Item
          title={step(t(`inbox.outcome.${outcome}`, { name: request.decidedByName ?? request.employee.firstName }))}
          bullet={refused ? <IconX size={12} aria-hidden /> : <IconCheck size={12} aria-hidden />}
        >
          {line(
            [request.decidedAt && when(request.decidedAt), request.comment && t('ui.quoted', { text: request.comment })]
              .filter(Boolean)
              .join(t('ui.dot')),
          )}
        </Timeline.Item>
      )}
      {open && (
        <Timeline.Item
          title={
            <Text size="sm" c="dimmed">
              {t('leave.state.approved')}
            </Text>
          }
        >
          {line(t('inbox.then', { quantity: format.quantity(request.quantity, request.unit) }))}
        </Timeline.Item>
      )}
    </Timeline>
  )

  function step(title: string) {
    return (
      <Text size="sm" fw={500}>
        {title}
      </Text>
    )
  }
}
