import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { previewLeave } from '../../server/modules/leave/leave.contract.ts'
import { useFormat } from '../ui/format.ts'
import { Costs } from './costs.tsx'

/** What a request would cost, date by date, and what is left after it. */
export function Preview({ preview }: { preview: Data<typeof previewLeave>['preview'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="cost">
      <Group justify="space-between" mb="sm" className="numbers">
        <Text fw={600} size="sm">
          {format.quantity(preview.quantity, preview.unit)}
        </Text>
        {preview.availableBefore !== null && preview.availableAfter !== null && (
          <Text
            size="sm"
            aria-label={t('leave.balanceMoves', {
              before: format.number(preview.availableBefore),
              after: format.number(preview.availableAfter),
            })}
          >
            {format.number(preview.availableBefore)}
            {t('ui.leadsTo')}
            <b>{format.number(preview.availableAfter)}</b>
          </Text>
        )}
      </Group>
      <Costs dates={preview.dates} unit={preview.unit} />
    </div>
  )
}
