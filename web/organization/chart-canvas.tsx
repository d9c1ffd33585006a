import { ActionIcon, Group, Text } from '@mantine/core'
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { useCanvas } from './canvas.ts'

/** Arrow keys scroll it once it has the focus. */
const scrolled = { tabIndex: 0 }

/** The window the chart is looked at through: dragged or scrolled, larger and smaller by its buttons, by + and −, or as a whole by 0. */
export function ChartCanvas(props: { label: string; children: ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const port = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const { scale, larger, smaller, fit, dragging } = useCanvas(port, surface)
  const acts: Readonly<Record<string, () => void>> = { '+': larger, '=': larger, '-': smaller, '0': fit }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = acts[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }
  const button = { variant: 'subtle', color: 'gray', size: 'md' } as const
  return (
    <div className="canvas">
      <Group gap={2} className="canvas-acts" role="toolbar" aria-label={t('organization.chart.size')}>
        <ActionIcon {...button} aria-label={t('organization.chart.smaller')} onClick={smaller}>
          <IconMinus size={16} aria-hidden />
        </ActionIcon>
        <Text size="xs" w={44} ta="center" className="numbers" role="status">
          {format.percent(scale)}
        </Text>
        <ActionIcon {...button} aria-label={t('organization.chart.larger')} onClick={larger}>
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon {...button} aria-label={t('organization.chart.fit')} title={t('organization.chart.fit')} onClick={fit}>
          <IconMaximize size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it is scrolled and dragged; all else has a button */}
      <div ref={port} className="canvas-port" role="group" {...scrolled} aria-label={props.label} onKeyDown={onKeyDown} {...dragging}>
        <div ref={surface} className="canvas-surface">
          {props.children}
        </div>
      </div>
    </div>
  )
}
