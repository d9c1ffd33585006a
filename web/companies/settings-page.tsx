import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getSettings } from '../../server/modules/companies/companies.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Held } from '../ui/held.tsx'
import { Page } from '../ui/page.tsx'
import { SettingsForm } from './settings-form.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

export function SettingsPage() {
  const { t } = useTranslation()
  const { company } = useMe()
  const settings = useQuery({ ...q(getSettings), refetchOnWindowFocus: false })
  return (
    <Page title={t('settings.title')} line={company.name}>
      <SettingsTabs />
      <Answer
        query={settings}
        skeleton={
          <Stack>
            {[1, 2, 3].map((n) => (
              <Skeleton key={n} h={220} radius="lg" />
            ))}
          </Stack>
        }
      >
        {(data) => (
          <Held current={data} path="/company">
            {(base) => <SettingsForm settings={base.settings} version={base.version} />}
          </Held>
        )}
      </Answer>
    </Page>
  )
}
