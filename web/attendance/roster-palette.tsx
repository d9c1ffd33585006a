import { Button, Group, Text } from '@mantine/core'
import { IconEraser, IconMoon, IconPlus, IconRestore } from '@tabler/icons-react'
import type { DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { useShifts, type Choice } from './roster.ts'

export const dragType = 'application/x-muster-shift'

/** What a cell can be given: pressed, it goes into the selected cells; dragged, into the one it is dropped on. */
export function RosterPalette(props: {
  selected: number
  busy: boolean
  /** What was done last. */
  said: string
  choose: (choice: Choice) => void
  add: () => void
  clear: () => void
}) {
  const { t } = useTranslation()
  const me = useMe()
  const shifts = (useShifts() ?? []).filter(({ isActive }) => isActive)
  const { selected, busy, choose } = props
  const item = (choice: Choice) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(dragType, choice)
      event.dataTransfer.effectAllowed = 'copy'
    },
    onClick: () => choose(choice),
    // Still there for the mouse to drag, and to be read why it does nothing yet.
    'aria-disabled': selected === 0 || busy,
    title: selected === 0 ? t('roster.selectFirst') : undefined,
    size: 'xs' as const,
    variant: 'default' as const,
    className: 'roster-choice',
  })
  return (
    <Group gap="xs" role="toolbar" aria-label={t('roster.palette')}>
      <Text size="sm" c="dimmed" miw={150} role="status">
        {selected > 0 ? t('roster.selected', { count: selected }) : props.said || t('roster.selectFirst')}
      </Text>
      {shifts.map(({ id, name, color, startTime, endTime }) => (
        <Button key={id} {...item(`shift:${id}`)} leftSection={<span className="roster-dot" style={{ background: color ?? undefined }} />}>
          {t('roster.shiftTimes', { name, start: startTime, end: endTime })}
        </Button>
      ))}
      <Button {...item('off')} leftSection={<IconMoon size={14} aria-hidden />}>
        {t('roster.off')}
      </Button>
      <Button {...item('clear')} leftSection={<IconEraser size={14} aria-hidden />}>
        {t('roster.clear')}
      </Button>
      <Button {...item('keep')} leftSection={<IconRestore size={14} aria-hidden />}>
        {t('roster.keep')}
      </Button>
      {selected > 0 && (
        <Button size="xs" variant="subtle" onClick={props.clear}>
          {t('roster.unselect')}
        </Button>
      )}
      {can(me, 'attendance.configure') && (
        <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={props.add}>
          {t('roster.addShift')}
        </Button>
      )}
    </Group>
  )
}
