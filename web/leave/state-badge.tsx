import { Badge } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconClockPause, IconUserQuestion, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

const looks = {
  asked: { color: 'info', icon: IconUserQuestion },
  pending: { color: 'waiting', icon: IconClockPause },
  approved: { color: 'good', icon: IconCheck },
  rejected: { color: 'bad', icon: IconX },
  declined: { color: 'gray', icon: IconX },
  withdrawn: { color: 'gray', icon: IconArrowBackUp },
  cancelled: { color: 'gray', icon: IconArrowBackUp },
} as const

export function StateBadge({ state }: { state: keyof typeof looks }) {
  const { t } = useTranslation()
  const { color, icon: Glyph } = looks[state]
  return (
    <Badge color={color} leftSection={<Glyph size={12} aria-hidden />} style={{ flex: 'none' }} miw="max-content">
      {t(`leave.state.${state}`)}
    </Badge>
  )
}
