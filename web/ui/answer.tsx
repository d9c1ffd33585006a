import { Alert, Box, Button, Code, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useCallback, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { isUnfetched } from './unfetched.ts'

/** What a query answered: a skeleton until it did, the server's own message when it failed. */
export function Answer<T>(props: { query: UseQueryResult<T>; skeleton: ReactNode; children: (data: T) => ReactNode }) {
  const { query } = props
  const { t } = useTranslation()
  if (query.data !== undefined) return <>{props.children(query.data)}</>
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <Box aria-busy role="status" aria-label={t('ui.loading')}>
      {props.skeleton}
    </Box>
  )
}

export function Failed(props: { error: unknown; retry?: () => void; children?: ReactNode }) {
  const { t } = useTranslation()
  const message = useMessageOf()
  const { status = 0, requestId = null } = props.error instanceof ApiError ? props.error : {}
  // What was refused is refused again.
  const mayHelp = status === 0 || status >= 500 || status === 429
  return (
    <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} title={message(props.error)} role="alert">
      <Group gap="sm">
        {requestId && (
          <Text size="xs">
            {t('ui.requestId')} <Code>{requestId}</Code>
          </Text>
        )}
        {props.children}
        {props.retry && mayHelp && (
          <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={props.retry}>
            {t('ui.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

/** An error as a sentence: the server's, or ours when there was no server to say one. */
export function useMessageOf() {
  const { t } = useTranslation()
  return useCallback(
    (error: unknown) => {
      if (isUnfetched(error)) return t('ui.unreachable')
      if (!(error instanceof ApiError)) return t('ui.unexpected')
      if (error.status === 0) return t('ui.unreachable')
      return error.message || t('ui.unexpected')
    },
    [t],
  )
}
