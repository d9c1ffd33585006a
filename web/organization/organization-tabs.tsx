import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/organization', name: 'departments' },
  { to: '/organization/branches', name: 'branches' },
  { to: '/organization/positions', name: 'positions' },
  { to: '/organization/chart', name: 'chart' },
] as const

/** The parts of the organisation. */
export function OrganizationTabs() {
  const { t } = useTranslation()
  return <PartTabs label={t('organization.title')} parts={useOrganizationParts()} />
}

export function useOrganizationParts() {
  const { t } = useTranslation()
  const seesPeople = can(useMe(), 'employee.read')
  return parts.filter(({ name }) => name !== 'chart' || seesPeople).map(({ to, name }) => ({ to, label: t(`organization.part.${name}`) }))
}
