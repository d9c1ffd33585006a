import { NumberInput, PasswordInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Integrations, MailAsk } from '../../server/modules/integrations/integrations.contract.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { send, ServiceCard, useKept, useSecretHint } from './service.tsx'

const EXAMPLE_HOST = 'smtp.example.com'
const PORTS = { tls: 465, starttls: 587, none: 25 } as const

/** The company's own mail server and in whose name it writes. */
export function MailForm({ mail, version }: { mail: Integrations['mail']; version: number }) {
  const { t } = useTranslation()
  const kept = useKept()
  const hint = useSecretHint(mail)
  const form = useForm({
    initialValues: {
      host: mail?.host ?? '',
      port: (mail?.port ?? PORTS.starttls) as number | string,
      security: mail?.security ?? 'starttls',
      userName: mail?.userName ?? '',
      password: '',
      senderName: mail?.senderName ?? '',
      senderEmail: mail?.senderEmail ?? '',
      isOn: mail?.isOn ?? true,
    },
    validate: {
      host: (value) => (value.trim() ? null : t('auth.needed')),
      port: (value) => (value === '' ? t('auth.needed') : null),
      senderName: (value) => (value.trim() ? null : t('auth.needed')),
      senderEmail: (value) => (value.trim() ? null : t('auth.needed')),
    },
  })
  const save = useSave(form, {
    send: ({ port, userName, password, ...values }) =>
      send({
        mail: {
          ...values,
          host: values.host.trim(),
          senderName: values.senderName.trim(),
          senderEmail: values.senderEmail.trim(),
          port: Number(port),
          userName: userName.trim() || null,
          ...(password && { password }),
        },
        version,
      }),
    saved: (data) => {
      kept(data)
      done(t('integrations.saved', { name: t('integrations.mail.name') }))
    },
  })
  return (
    <ServiceCard kind="mail" service={mail} version={version} dirty={form.isDirty()}>
      <form onSubmit={save.submit} noValidate>
        <Unsaved when={save.unsaved} />
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              {...form.getInputProps('host')}
              label={t('integrations.mail.host')}
              placeholder={EXAMPLE_HOST}
              maxLength={253}
              dir="ltr"
            />
            <SimpleGrid cols={2} spacing="sm">
              <Select
                {...form.getInputProps('security')}
                label={t('integrations.mail.security')}
                data={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(`integrations.mail.secured.${value}`) }))}
                allowDeselect={false}
                onChange={(value) => {
                  const security = (value ?? 'starttls') as MailAsk['security']
                  const wasUsual = Number(form.values.port) === PORTS[form.values.security]
                  form.setValues({ security, ...(wasUsual && { port: PORTS[security] }) })
                }}
              />
              <NumberInput
                {...form.getInputProps('port')}
                label={t('integrations.mail.port')}
                min={1}
                max={65_535}
                allowDecimal={false}
                hideControls
              />
            </SimpleGrid>
            <TextInput
              {...form.getInputProps('userName')}
              label={t('integrations.mail.userName')}
              maxLength={254}
              autoComplete="off"
              dir="ltr"
            />
            <PasswordInput
              {...form.getInputProps('password')}
              label={t('integrations.mail.password')}
              {...(hint && { placeholder: hint })}
              maxLength={500}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            />
            <TextInput {...form.getInputProps('senderName')} label={t('integrations.mail.senderName')} maxLength={80} />
            <TextInput
              {...form.getInputProps('senderEmail')}
              type="email"
              label={t('integrations.mail.senderEmail')}
              maxLength={254}
              dir="ltr"
            />
          </SimpleGrid>
          <FormEnd
            error={save.error}
            pending={save.pending}
            submit={t('integrations.mail.save')}
            disabled={!form.isDirty()}
            beside={<Switch {...form.getInputProps('isOn', { type: 'checkbox' })} label={t('integrations.mail.isOn')} />}
          />
        </Stack>
      </form>
    </ServiceCard>
  )
}
