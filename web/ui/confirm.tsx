import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failed } from './answer.tsx'
import { useOneAtATime } from './forms.ts'

/** Asks before an act that is not easily undone, and says there what the server has against it. */
export function Confirm<D>(props: {
  opened: boolean
  title: string
  text: ReactNode
  /** What the button says, naming what it does. */
  act: string
  color?: string
  send: () => Promise<D>
  done: (data: D) => void
  close: () => void
}) {
  const { t } = useTranslation()
  return (
    <Modal opened={props.opened} onClose={props.close} title={props.title} centered closeButtonProps={{ 'aria-label': t('ui.close') }}>
      {props.opened && <Question {...props} />}
    </Modal>
  )
}

function Question<D>(props: Parameters<typeof Confirm<D>>[0]) {
  const { t } = useTranslation()
  const act = useOneAtATime(useMutation({ mutationFn: () => props.send(), onSuccess: props.done }))
  return (
    <Stack>
      <Text size="sm" component="div">
        {props.text}
      </Text>
      {act.isError && <Failed error={act.error} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={props.close} data-autofocus>
          {props.color ? t('ui.cancel') : t('ui.keepIt')}
        </Button>
        <Button color={props.color ?? 'bad'} loading={act.isPending} onClick={() => act.mutate(undefined)}>
          {props.act}
        </Button>
      </Group>
    </Stack>
  )
}
