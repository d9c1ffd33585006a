import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/settings', name: 'general', needs: null },
  { to: '/settings/company', name: 'company', needs: 'company.update' },
  { to: '/settings/features', name: 'features', needs: 'company.update-features' },
  { to: '/settings/integrations', name: 'integrations', needs: 'company.update-integrations' },
  { to: '/settings/usage', name: 'usage', needs: 'usage.read' },
  { to: '/settings/leaving', name: 'leaving', needs: 'company.export' },
  { to: '/setup', name: 'setup', needs: 'company.update-settings' },
] as const

/** The parts of the settings. */
export function SettingsTabs() {
  const { t } = useTranslation()
  return <PartTabs label={t('settings.title')} parts={useSettingsParts()} />
}

export function useSettingsParts() {
  const { t } = useTranslation()
  const me = useMe()
  return parts.filter(({ needs }) => needs === null || can(me, needs)).map(({ to, name }) => ({ to, label: t(`settings.part.${name}`) }))
}
