import { Text, Timeline } from '@mantine/core'
import { IconCheck, IconClock, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getHistory } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { useFormat } from '../ui/format.ts'

type Entry = Data<typeof getHistory>['history'][number]

/** What a person wants to know of; how the engine got from one to the next is for the audit. */
const told = [
  'started',
  'asked',
  'decided',
  'commented',
  'delegated',
  'escalated',
  'handed-over',
  'reminded',
  'overdue',
  'stuck',
  'resumed',
  'restarted',
  'action-done',
  'action-failed',
  'notified',
  'ended',
] as const
type Told = (typeof told)[number]

/** A tick is of what was said or done; whoever was only asked has not answered with it. */
function Bullet({ entry, bad }: { entry: Entry; bad: boolean }) {
  if (bad) return <IconX size={12} aria-hidden />
  if (entry.kind === 'asked' || entry.kind === 'reminded' || entry.kind === 'overdue') return <IconClock size={12} aria-hidden />
  return <IconCheck size={12} aria-hidden />
}

/** The path of a request: who asked, who was asked, what each of them said, and what came of it. */
export function History({ history }: { history: readonly Entry[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const entries = history.filter((entry): entry is Entry & { kind: Told } => told.some((kind) => kind === entry.kind))
  return (
    <Timeline active={entries.length} bulletSize={20} className="path" lineWidth={2}>
      {entries.map((entry) => {
        const bad = entry.data['outcome'] === 'rejected' || ['stuck', 'action-failed'].includes(entry.kind) || isRefused(entry)
        return (
          <Timeline.Item
            key={entry.seq}
            color={bad ? 'bad' : 'accent'}
            bullet={<Bullet entry={entry} bad={bad} />}
            title={
              <Text size="sm" fw={500}>
                {sentence(entry)}
              </Text>
            }
          >
            <Text size="xs" c="dimmed">
              {[
                t('inbox.when', { ago: format.ago(entry.at), time: format.moment(entry.at) }),
                entry.comment && t('ui.quoted', { text: entry.comment }),
                entry.kind === 'stuck' && text(entry.data['message']),
                entry.kind === 'action-failed' && text(entry.data['error']),
              ]
                .filter(Boolean)
                .join(t('ui.dot'))}
            </Text>
          </Timeline.Item>
        )
      })}
    </Timeline>
  )

  function sentence(entry: Entry & { kind: Told }) {
    const about = { name: entry.userName, person: entry.personName ?? '', step: entry.stepName ?? '', absent: entry.forName ?? '' }
    if (entry.kind === 'decided') {
      const outcome = entry.data['outcome'] === 'approved' ? 'approved' : 'rejected'
      return t(entry.forName ? `approvals.path.${outcome}For` : `approvals.path.${outcome}`, about)
    }
    if (entry.kind === 'ended') return t(`approvals.state.${stateOf(entry)}`)
    if (entry.kind === 'asked' && entry.forName) return t('approvals.path.askedFor', about)
    return t(`approvals.path.${entry.kind}`, about)
  }
}

const ends = ['approved', 'rejected', 'cancelled', 'expired'] as const
const stateOf = (entry: Entry) => ends.find((state) => state === entry.data['state']) ?? 'approved'
const isRefused = (entry: Entry) => entry.kind === 'ended' && stateOf(entry) !== 'approved'
const text = (value: unknown) => (typeof value === 'string' ? value : null)
