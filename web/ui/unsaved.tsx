import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** Asks before leaving what is not sent yet. */
export function Unsaved(props: { when: boolean; within?: (next: { pathname: string; search: Record<string, unknown> }) => boolean }) {
  const { t } = useTranslation()
  const { when, within } = props
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => when && !within?.(next as { pathname: string; search: Record<string, unknown> }),
    enableBeforeUnload: () => when,
    disabled: !when,
    withResolver: true,
  })
  const stay = () => blocker.reset?.()
  return (
    <Modal opened={blocker.status === 'blocked'} onClose={stay} title={t('ui.unsavedTitle')} centered size="sm" zIndex={400}>
      <Text size="sm">{t('ui.unsavedText')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={stay} data-autofocus>
          {t('ui.keepEditing')}
        </Button>
        <Button color="bad" onClick={() => blocker.proceed?.()}>
          {t('ui.discard')}
        </Button>
      </Group>
    </Modal>
  )
}
