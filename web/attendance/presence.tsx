import { Badge } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBeach,
  IconCoffee,
  IconConfetti,
  IconFlag,
  IconHourglass,
  IconMoon,
  IconPlayerPlay,
  IconSunset2,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { listToday } from '../../server/modules/attendance/attendance.contract.ts'

export type Presence = Data<typeof listToday>['people'][number]['presence']

/** `fill` colours areas, `text` is readable on the page in both schemes, `badge` is the tint behind a word. */
export const presenceLooks: Record<Presence, { icon: Icon; fill: string; text: string; badge: string }> = {
  working: { icon: IconPlayerPlay, fill: 'good.6', text: 'var(--mantine-color-good-text)', badge: 'good' },
  break: { icon: IconCoffee, fill: 'waiting.4', text: 'var(--mantine-color-waiting-text)', badge: 'waiting' },
  finished: { icon: IconFlag, fill: 'info.5', text: 'var(--mantine-color-info-text)', badge: 'info' },
  missing: { icon: IconAlertTriangle, fill: 'bad.5', text: 'var(--mantine-color-bad-text)', badge: 'bad' },
  expected: { icon: IconHourglass, fill: 'gray.4', text: 'dimmed', badge: 'gray' },
  'on-leave': { icon: IconBeach, fill: 'info.2', text: 'var(--mantine-color-info-text)', badge: 'info' },
  'half-leave': { icon: IconSunset2, fill: 'info.1', text: 'var(--mantine-color-info-text)', badge: 'info' },
  holiday: { icon: IconConfetti, fill: 'gray.5', text: 'dimmed', badge: 'gray' },
  'day-off': { icon: IconMoon, fill: 'var(--muster-line)', text: 'dimmed', badge: 'gray' },
}

export const presenceOrder = Object.keys(presenceLooks) as Presence[]

export function PresenceBadge({ presence }: { presence: Presence }) {
  const { t } = useTranslation()
  const { icon: Glyph, badge } = presenceLooks[presence]
  return (
    <Badge color={badge} leftSection={<Glyph size={12} aria-hidden />} style={{ flex: 'none' }} miw="max-content">
      {t(`attendance.presence.${presence}`)}
    </Badge>
  )
}
