import { Badge } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconClockPause, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LeaveRequest } from '../../server/modules/leave/leave.contract.ts'

const looks = {
  pending: { color: 'waiting', icon: IconClockPause },
  approved: { color: 'good', icon: IconCheck },
  rejected: { color: 'bad', icon: IconX },
  withdrawn: { color: 'gray', icon: IconArrowBackUp },
  cancelled: { color: 'gray', icon: IconArrowBackUp },
} as const

export function StateBadge({ state }: { state: LeaveRequest['state'] }) {
  const { t } = useTranslation()
  const { color, icon: Glyph } = looks[state]
  return (
    <Badge color={color} leftSection={<Glyph size={12} aria-hidden />} style={{ flex: 'none' }} miw="max-content">
      {t(`leave.state.${state}`)}
    </Badge>
  )
}
