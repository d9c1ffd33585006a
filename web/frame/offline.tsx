import { useNetwork } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'

/** Says so when there is no network; always there, so that screen readers hear it change. */
export function Offline() {
  const { t } = useTranslation()
  const { online } = useNetwork()
  return (
    <div role="status" className={online ? undefined : 'offline'}>
      {online ? null : t('frame.offline')}
    </div>
  )
}
