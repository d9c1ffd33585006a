import { Indicator } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listApprovals } from '../../server/modules/leave/leave.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { mayDecide } from './places.ts'
import { ActionIconLink } from '../ui/links.tsx'

/** Requests that wait for my decision; the first page, which Home shows as well. */
export const waitingQuery = { ...q(listApprovals, { query: { limit: 20 } }), refetchInterval: 30_000 }

export function useWaiting() {
  const me = useMe()
  const { data } = useQuery({ ...waitingQuery, enabled: mayDecide(me) })
  return data?.pagination.total ?? 0
}

export function WaitingBell() {
  const { t } = useTranslation()
  const me = useMe()
  const count = useWaiting()
  if (!mayDecide(me)) return null
  const label = t('frame.waiting', { count })
  return (
    <Indicator label={count} disabled={count === 0} size={18} offset={5} color="accent" visibleFrom="sm">
      <ActionIconLink to="/inbox" variant="subtle" color="gray" size="lg" aria-label={label} title={label}>
        <IconBell size={19} stroke={1.6} aria-hidden />
      </ActionIconLink>
    </Indicator>
  )
}
