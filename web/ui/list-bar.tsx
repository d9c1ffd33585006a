import { Button, Group, Stack } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSmall } from './use-small.ts'

/** What narrows a list and what is done with the whole of it, in one line; on a phone what narrows it stands behind a button. */
export function ListBar(props: {
  /** The field that searches it. */
  search?: ReactNode
  filters?: ReactNode
  /** What orders it where there are no headings. */
  order?: ReactNode
  /** Whether it is narrowed. */
  narrowed: boolean
  tools: ReactNode
}) {
  const { t } = useTranslation()
  const small = useSmall()
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <Group gap="xs" className="list-bar">
        {props.search}
        {small ? (
          <Button
            variant={props.narrowed ? 'light' : 'default'}
            px="sm"
            leftSection={<IconFilter size={16} aria-hidden />}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {t('ui.filters')}
          </Button>
        ) : (
          props.filters
        )}
        <Group gap="xs" ms={{ base: 0, sm: 'auto' }}>
          {props.tools}
        </Group>
      </Group>
      {small && open && (
        <Stack id={id} gap="sm">
          {props.filters}
          {props.order}
        </Stack>
      )}
    </>
  )
}
