import { Anchor, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { chatKinds, getIntegrations } from '../../server/modules/integrations/integrations.contract.ts'
import { q } from '../api.ts'
import { SettingsTabs } from '../companies/settings-tabs.tsx'
import { can, has, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Held } from '../ui/held.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { ChannelForm } from './channel-form.tsx'
import { MailForm } from './mail-form.tsx'

/** The services outside that the company is connected to. What opens them goes in and never comes out again. */
export function IntegrationsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const integrations = useQuery({ ...q(getIntegrations), refetchOnWindowFocus: false })
  return (
    <Page title={t('settings.title')} line={me.company.name}>
      <SettingsTabs />
      <Answer
        query={integrations}
        skeleton={
          <Stack>
            {[1, 2, 3].map((n) => (
              <Skeleton key={n} h={260} radius="lg" />
            ))}
          </Stack>
        }
      >
        {({ integrations: found }) => (
          <Stack>
            <Held current={{ version: found.version, mail: found.mail }} path="/company/integrations">
              {(base) => <MailForm {...base} />}
            </Held>
            {chatKinds.map((kind) => (
              <Held key={kind} current={{ version: found.version, channel: found[kind] }} path="/company/integrations">
                {(base) => <ChannelForm kind={kind} {...base} />}
              </Held>
            ))}
          </Stack>
        )}
      </Answer>
      {has(me, 'leaveManagement') && can(me, 'leave.read-calendar') && (
        <Section title={t('integrations.calendars')}>
          <Text size="sm" c="dimmed">
            {t('integrations.calendarsLine')}{' '}
            <Anchor component={Link} to="/leave/calendar" size="sm" underline="always">
              {t('integrations.calendarsLink')}
            </Anchor>
          </Text>
        </Section>
      )}
    </Page>
  )
}
