import { Alert, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { IconMailExclamation } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { MyDelegations } from '../access/my-delegations.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { FormatChoice } from './format-choice.tsx'
import { useKeepLanguage } from './keep-language.ts'
import { LanguageChoice } from './language-choice.tsx'
import { useMe } from './me.ts'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SessionList } from './session-list.tsx'

export function AccountPage() {
  const { t } = useTranslation()
  const { user } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const keepLanguage = useKeepLanguage()
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
            <LanguageChoice onChange={keepLanguage} />
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
