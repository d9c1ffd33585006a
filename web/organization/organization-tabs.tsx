import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'

const parts = [
  { to: '/organization', name: 'departments' },
  { to: '/organization/branches', name: 'branches' },
  { to: '/organization/positions', name: 'positions' },
  { to: '/organization/chart', name: 'chart' },
] as const

/** The parts of the organisation; each is a page of its own. */
export function OrganizationTabs() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const people = can(useMe(), 'employee.read')
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <Tabs
      value={parts.findLast((part) => path.startsWith(part.to))?.to ?? '/organization'}
      onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/organization' })}
    >
      <Tabs.List aria-label={t('organization.title')} className="tabs-scroll">
        {parts
          .filter((part) => part.name !== 'chart' || people)
          .map((part) => (
            <Tabs.Tab key={part.to} value={part.to}>
              {t(`organization.part.${part.name}`)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  )
}
