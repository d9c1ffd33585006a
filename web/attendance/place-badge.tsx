import { Group, Text } from '@mantine/core'
import { IconBuilding, IconHome, IconMapPin } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WorkLocationRequest } from '../../server/modules/attendance/work-location.contract.ts'

const icons = { home: IconHome, office: IconBuilding, other: IconMapPin }

/** Where somebody works that day, as approved; nothing where it is as usual. */
export function PlaceBadge({ place }: { place: WorkLocationRequest['place'] | null }) {
  const { t } = useTranslation()
  if (!place) return null
  const Glyph = icons[place]
  return (
    <Group gap={4} wrap="nowrap" c="dimmed" miw="max-content">
      <Glyph size={14} aria-hidden />
      <Text size="xs" inherit>
        {t(`location.place.${place}`)}
      </Text>
    </Group>
  )
}
