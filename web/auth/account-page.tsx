import { Alert, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { IconMailExclamation } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { updateMe } from '../../server/modules/auth/auth.contract.ts'
import { MyDelegations } from '../access/my-delegations.tsx'
import { call, outdate } from '../api.ts'
import type { Language } from '../i18n.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { FormatChoice } from './format-choice.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { useMe } from './me.ts'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SessionList } from './session-list.tsx'

export function AccountPage() {
  const { t } = useTranslation()
  const { user } = useMe()
  const client = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const keepLanguage = useMutation({
    mutationFn: (language: Language) => call(updateMe, { body: { language } }),
    onSuccess: () => outdate(client, '/auth/me'),
  })
  return (
    <Page title={t('frame.account')} line={user.email} narrow>
      {!user.emailVerified && (
        <Alert color="waiting" icon={<IconMailExclamation aria-hidden />}>
          {t('account.notVerified')}
        </Alert>
      )}
      <Section title={t('account.name')}>
        <NameForm key={`${user.firstName} ${user.lastName}`} firstName={user.firstName} lastName={user.lastName} />
      </Section>
      <Section title={t('account.appearance')}>
        <Stack align="flex-start">
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('frame.language')}
            </Text>
            <LanguageChoice onChange={(language) => keepLanguage.mutate(language)} />
          </div>
          <FormatChoice />
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('frame.colourScheme')}
            </Text>
            <SegmentedControl
              size="xs"
              aria-label={t('frame.colourScheme')}
              value={colorScheme}
              onChange={(value) => setColorScheme(value)}
              data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`frame.scheme.${value}`) }))}
            />
          </div>
        </Stack>
      </Section>
      <Section title={t('account.password')}>
        <PasswordForm />
      </Section>
      <MyDelegations />
      <div id="sessions">
        <SessionList />
      </div>
    </Page>
  )
}
