import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reject } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { Failed } from '../ui/answer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { useDecideMany, type Seen } from './use-decide-task.ts'

/** What can be done with everything that is chosen; a rejection says why, once for all of it. */
export function BulkBar({ tasks, clear }: { tasks: readonly Seen[]; clear: () => void }) {
  const { t } = useTranslation()
  const [rejecting, setRejecting] = useState(false)
  const [comment, setComment] = useState('')
  const decide = useDecideMany(clear)
  const count = tasks.length
  const said = comment.trim()
  return (
    <Stack gap="xs" p="md" role="group" aria-label={t('approvals.chosen', { count })}>
      <Text size="sm" fw={500}>
        {t('approvals.chosen', { count })}
      </Text>
      {rejecting && (
        <Textarea
          autoFocus
          label={t('inbox.comment')}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          maxLength={limitsOf(reject, 'comment').maxLength}
          autosize
          minRows={2}
        />
      )}
      <Group gap="xs">
        <Button
          size="xs"
          color="good"
          loading={decide.isPending}
          onClick={() => decide.mutate({ tasks, outcome: 'approved', comment: '' })}
        >
          {t('approvals.approveMany', { count })}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={decide.isPending || (rejecting && !said)}
          title={rejecting && !said ? t('inbox.commentNeeded') : undefined}
          onClick={() => (rejecting ? decide.mutate({ tasks, outcome: 'rejected', comment: said }) : setRejecting(true))}
        >
          {t('approvals.rejectMany', { count })}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={clear}>
          {t('approvals.chooseNone')}
        </Button>
      </Group>
      {decide.isError && <Failed error={decide.error} />}
    </Stack>
  )
}
