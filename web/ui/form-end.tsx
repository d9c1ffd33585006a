import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Failed } from './answer.tsx'
import { LoadCurrent } from './held.tsx'

/** The end of a form that stands on a page: what was refused, and the button, in the same place on every page; `beside` is what belongs to it. */
export function FormEnd(props: {
  error: unknown
  pending: boolean
  submit: string
  disabled?: boolean
  /** What it asks for is done already, and may be done again. */
  quiet?: boolean
  icon?: ReactNode
  beside?: ReactNode
  /** Another way out of the form. */
  children?: ReactNode
}) {
  return (
    <Stack gap="sm" w="100%">
      {props.error !== null && (
        <Failed error={props.error}>
          <LoadCurrent error={props.error} />
        </Failed>
      )}
      <Group justify={props.beside ? 'space-between' : 'flex-end'} gap="sm">
        {props.beside}
        <Group gap="sm">
          {props.children}
          <Button
            type="submit"
            variant={props.quiet ? 'default' : 'filled'}
            loading={props.pending}
            disabled={props.disabled ?? false}
            leftSection={props.icon}
          >
            {props.submit}
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}
