import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StateBadge } from '../leave/state-badge.tsx'
import { useFormat } from '../ui/format.ts'
import { Pager } from '../ui/pager.tsx'

type Decided = { comment: string | null; decidedByName: string | null; decidedAt: string | null }

/** One's own requests of a kind, a page of them at a time. */
export function RequestLines(props: {
  pagination: Parameters<typeof Pager>[0]['pagination']
  onPage: (page: number) => void
  none: string
  children: readonly ReactNode[]
}) {
  const { pagination } = props
  return (
    <Stack gap="sm">
      {props.children.length === 0 && (
        <Text size="sm" c="dimmed">
          {props.none}
        </Text>
      )}
      <ul className="lines">{props.children}</ul>
      {pagination.totalPages > 1 && <Pager pagination={pagination} onPage={props.onPage} />}
    </Stack>
  )
}

/** What was asked, what became of it, and what can still be done with it. */
export function RequestLine(props: {
  title: string
  /** What else was said, each on a line. */
  texts: readonly string[]
  state: Parameters<typeof StateBadge>[0]['state']
  decided: Decided
  children: ReactNode
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { comment, decidedByName, decidedAt } = props.decided
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={500}>
            {props.title}
          </Text>
          {props.texts.map((text) => (
            <Text key={text} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {text}
            </Text>
          ))}
          {decidedByName && decidedAt && (
            <Text size="xs">
              {[t('leave.decidedBy', { name: decidedByName, ago: format.ago(decidedAt) }), comment && t('ui.quoted', { text: comment })]
                .filter(Boolean)
                .join(t('ui.dot'))}
            </Text>
          )}
        </Stack>
        <Stack gap={8} align="flex-end">
          <StateBadge state={props.state} />
          {props.children}
        </Stack>
      </Group>
    </li>
  )
}
