import { Button, Drawer, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failed } from './answer.tsx'
import { focusFirst } from './focus-first.ts'
import { LoadCurrent } from './held.tsx'

/** A form beside the page it belongs to. The address says that it is open, so that leaving it unsent is noticed. */
export function FormDrawer(props: { opened: boolean; title: string; close: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={props.opened}
      // After the key press is over: the same Escape would close the question whether to discard as soon as it opens.
      onClose={() => void setTimeout(props.close)}
      title={props.title}
      position="right"
      size={480}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <div className="form-body" ref={focusFirst}>
        {props.opened && props.children}
      </div>
    </Drawer>
  )
}

/** What was refused, and the two ways out of a form. */
export function FormFoot(props: {
  error: unknown
  pending: boolean
  submit: string
  cancel: () => void
  disabled?: boolean
  color?: string
}) {
  const { t } = useTranslation()
  const { error } = props
  return (
    <Stack gap="sm" className="form-foot">
      {error !== null && (
        <Failed error={error}>
          <LoadCurrent error={error} />
        </Failed>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={props.cancel}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={props.pending} disabled={props.disabled ?? false} {...(props.color && { color: props.color })}>
          {props.submit}
        </Button>
      </Group>
    </Stack>
  )
}
