import { useNetwork } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useKept } from '../attendance/clock-queue.ts'
import { useMe } from '../auth/me.ts'

/** Says so when there is no network, and what waits for one; always there, so that screen readers hear it change. */
export function Offline() {
  const { t } = useTranslation()
  const { online } = useNetwork()
  const kept = useKept(useMe().user.id)
  const isSaid = !online || kept.length > 0
  return (
    <div role="status" className={isSaid ? 'offline' : undefined}>
      {!online && <div>{t('frame.offline')}</div>}
      {kept.length > 0 && <div>{t('clock.kept', { count: kept.length })}</div>}
    </div>
  )
}
