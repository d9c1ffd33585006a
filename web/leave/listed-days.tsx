import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listListedDays } from '../../server/modules/leave/leave.type.contract.ts'
import { q } from '../api.ts'
import { useFormat } from '../ui/format.ts'

/** The optional holidays of a kind of leave that are still to come, one of which is chosen. */
export function ListedDays(props: { typeId: string; value: string | null; choose: (day: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const listed = useQuery(q(listListedDays, { params: { id: props.typeId } }))
  const days = (listed.data?.days ?? []).filter(({ day }) => day >= format.today())
  return (
    <Select
      label={t('leave.listed.title')}
      description={listed.data && days.length === 0 ? t('leave.listed.none') : t('leave.listed.hint')}
      data={days.map(({ day, name }) => ({ value: day, label: [name, format.longDay(day)].join(t('ui.dot')) }))}
      value={days.some(({ day }) => day === props.value) ? props.value : null}
      onChange={(day) => day && props.choose(day)}
      disabled={days.length === 0}
      openOnFocus={false}
    />
  )
}
