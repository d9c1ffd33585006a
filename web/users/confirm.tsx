import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { outdate } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'

/** Asks before an act whose effect is felt by somebody else, and does it. */
export function Confirm(props: {
  title: string
  text: string
  keep: string
  confirm: string
  act: () => Promise<unknown>
  said: string
  outdates: string
  close: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const act = useOneAtATime(
    useMutation({
      mutationFn: () => props.act(),
      onSuccess: () => {
        done(props.said)
        void outdate(client, props.outdates)
        props.close()
      },
    }),
  )
  return (
    <Modal opened onClose={props.close} centered size="sm" title={props.title} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Stack gap="sm">
        <Text size="sm">{props.text}</Text>
        {act.isError && <Failed error={act.error} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={props.close}>
          {props.keep}
        </Button>
        <Button color="bad" loading={act.isPending} onClick={() => act.mutate()} data-autofocus>
          {props.confirm}
        </Button>
      </Group>
    </Modal>
  )
}
