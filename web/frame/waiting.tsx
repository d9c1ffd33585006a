import { Indicator } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listApprovals } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { mayDecide } from './places.ts'
import { ActionIconLink } from '../ui/links.tsx'

/** What waits for my decision, of every kind; the first page, which Home shows as well. */
export const waitingQuery = { ...q(listApprovals, { query: { limit: 20 } }), refetchInterval: 30_000 }

export function useWaiting() {
  const { data } = useQuery(waitingQuery)
  return data?.pagination.total ?? 0
}

/** Whether the inbox is of use to me: by a permission, or because somebody asks me all the same. */
export function useDecides() {
  const waiting = useWaiting()
  return mayDecide(useMe()) || waiting > 0
}

export function WaitingBell() {
  const { t } = useTranslation()
  const count = useWaiting()
  if (!useDecides()) return null
  const label = t('frame.waiting', { count })
  return (
    <Indicator label={count} disabled={count === 0} size={18} offset={5} color="accent" visibleFrom="sm">
      <ActionIconLink to="/inbox" variant="subtle" color="gray" size="lg" aria-label={label} title={label}>
        <IconBell size={19} stroke={1.6} aria-hidden />
      </ActionIconLink>
    </Indicator>
  )
}
