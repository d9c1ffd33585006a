import { Alert, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'

/** What keeps a draft from being activated, by the server's reasons; or that nothing does. */
export function Problems({ faults, failure }: { faults: readonly { code: string; message: string }[]; failure: Error | null }) {
  const { t } = useTranslation()
  const messageOf = useMessageOf()
  if (faults.length === 0 && !failure)
    return (
      <Group gap={6} role="status" c="good">
        <IconCheck size={16} aria-hidden />
        <Text size="sm">{t('workflows.fine')}</Text>
      </Group>
    )
  return (
    <Alert color="bad" role="status" icon={<IconAlertTriangle aria-hidden />} title={t('workflows.notYet')}>
      {failure && <Text size="sm">{wordsOf(failure) ?? messageOf(failure)}</Text>}
      {faults.map(({ code, message }, nth) => (
        <Text key={`${code} ${nth}`} size="sm">
          {message}
        </Text>
      ))}
    </Alert>
  )
}

/** What a schema refuses before the rules are asked, in its own words. */
function wordsOf(error: Error) {
  if (!(error instanceof ApiError)) return undefined
  const details = Array.isArray(error.details) ? (error.details as { path?: string; message?: string }[]) : []
  const [first] = details
  return first?.message ? `${first.path ?? ''} ${first.message}`.trim() : error.message
}
