import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { outdate } from '../api.ts'
import { Failed, useMessageOf } from './answer.tsx'
import { useOneAtATime } from './forms.ts'
import { done } from './notify.ts'

/** For which row an act was not done, and why. */
export type Refusal = { readonly name: string; readonly message: string }

/** Asks before something is done with several rows, does it, and says for which it was not done. */
export function BulkAct(props: {
  title: string
  text: ReactNode
  /** What the button says, naming what it does. */
  act: string
  color?: string
  count: number
  send: () => Promise<readonly Refusal[]>
  /** Whom an error of the whole names, where it is done for all or for none. */
  standing?: (error: unknown) => readonly Refusal[] | undefined
  said: (count: number) => string
  outdates: readonly string[]
  /** Nothing is chosen any more. */
  finished: () => void
  close: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [refused, setRefused] = useState<readonly Refusal[] | null>(null)
  const messageOf = useMessageOf()
  const act = useOneAtATime(
    useMutation({
      mutationFn: () => props.send(),
      onSuccess: (refusals) => {
        const { count } = props
        if (refusals.length < count) done(props.said(count - refusals.length))
        props.finished()
        if (refusals.length > 0) setRefused(refusals)
        else props.close()
      },
      onSettled: () => outdate(client, ...props.outdates),
    }),
  )
  const standing = act.isError ? props.standing?.(act.error) : undefined
  return (
    <Modal opened onClose={props.close} title={props.title} centered closeButtonProps={{ 'aria-label': t('ui.close') }}>
      {standing ? (
        <Refused title={messageOf(act.error)} hint={t('list.noneDone')} refused={standing} close={props.close} />
      ) : refused ? (
        <Refused title={t('list.refused', { count: refused.length })} hint={t('list.refusedHint')} refused={refused} close={props.close} />
      ) : (
        <Stack>
          <Text size="sm" component="div">
            {props.text}
          </Text>
          {act.isError && <Failed error={act.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={props.close} data-autofocus>
              {t('ui.cancel')}
            </Button>
            <Button color={props.color ?? 'accent'} loading={act.isPending} onClick={() => act.mutate(undefined)}>
              {props.act}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

/** For whom or what it was not done, each with its reason. */
export function Refused(props: { title: string; hint: string; refused: readonly Refusal[]; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Alert color="bad" title={props.title} role="alert">
        {props.hint}
      </Alert>
      <List size="sm" spacing="xs" listStyleType="none">
        {props.refused.map(({ name, message }) => (
          <List.Item key={name}>
            <Text size="sm" fw={500}>
              {name}
            </Text>
            <Text size="sm" c="dimmed">
              {message}
            </Text>
          </List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button onClick={props.close} data-autofocus>
          {t('ui.close')}
        </Button>
      </Group>
    </Stack>
  )
}
