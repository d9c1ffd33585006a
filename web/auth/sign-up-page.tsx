import { Button, Group, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { countryOfZone, zonesOf } from '../../server/core/countries.rules.ts'
import { login, signup } from '../../server/modules/auth/auth.contract.ts'
import { beginSession, call } from '../api.ts'
import { setBrand } from '../companies/brand.ts'
import { companyLanguages } from '../i18n.ts'
import { Failed } from '../ui/answer.tsx'
import { CountrySelect } from '../ui/country-select.tsx'
import { browserCountry, browserZone, zones } from '../ui/format.ts'
import { faultsOf, limitsOf, useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { Outside } from './outside.tsx'
import { AnchorLink } from '../ui/links.tsx'

const subdomainPattern = new RegExp(limitsOf(signup, 'subdomain').pattern ?? '')
const { minLength = 12, maxLength = 128 } = limitsOf(signup, 'password')

export function SignUpPage() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const once = useIdempotency()
  const form = useForm({
    initialValues: {
      companyName: '',
      subdomain: '',
      firstName: '',
      lastName: '',
      email: '',
      password: '',
      country: countryHere(),
      timeZone: zoneHere(),
    },
    validate: {
      companyName: (value) => (value.trim().length >= 2 ? null : t('auth.needed')),
      subdomain: (value) => (subdomainPattern.test(value) ? null : t('auth.subdomainForm')),
      firstName: (value) => (value.trim() ? null : t('auth.needed')),
      lastName: (value) => (value.trim() ? null : t('auth.needed')),
      country: (value) => (value ? null : t('auth.needed')),
      timeZone: (value) => (value ? null : t('auth.needed')),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('auth.emailNeeded')),
      password: (value) => (value.length < minLength ? t('auth.passwordTooShort', { count: minLength }) : null),
    },
  })
  const open = useOneAtATime(
    useMutation({
      mutationFn: async (values: typeof form.values) => {
        const language = companyLanguages.find((known) => known === i18n.language)
        const { country, timeZone, ...rest } = values
        const body = { ...rest, email: values.email.trim(), country: country!, timeZone: timeZone!, ...(language && { language }) }
        const { company } = await call(signup, { body, idempotencyKey: once.keyFor(body) })
        return call(login, { body: { email: body.email, password: body.password, company: company.subdomain } })
      },
      onSettled: (_data, error) => once.answered(error),
      onError: (error) => form.setErrors(faultsOf(error, { PASSWORD_WEAK: 'password' })),
      onSuccess: ({ company, tokens }) => {
        client.clear()
        setBrand(company)
        beginSession(tokens)
        void navigate({ to: '/', ignoreBlocker: true })
      },
    }),
  )
  const text = (field: 'companyName' | 'firstName' | 'lastName') => ({
    ...form.getInputProps(field),
    maxLength: limitsOf(signup, field).maxLength,
  })
  return (
    <Outside
      title={t('auth.signUpTitle')}
      line={t('auth.signUpLine')}
      below={
        <>
          {t('auth.haveAccount')}{' '}
          <AnchorLink to="/sign-in" inherit underline="always">
            {t('auth.signIn')}
          </AnchorLink>
        </>
      }
    >
      <Unsaved when={form.isDirty() && !open.isSuccess} />
      <form onSubmit={form.onSubmit((values) => open.mutate(values))} noValidate>
        <Stack gap="sm">
          {open.isError && <Failed error={open.error} />}
          <TextInput
            {...text('companyName')}
            label={t('auth.companyName')}
            autoComplete="organization"
            autoFocus
            onBlur={() => !form.values.subdomain && form.setFieldValue('subdomain', labelOf(form.values.companyName))}
          />
          <TextInput
            {...form.getInputProps('subdomain')}
            label={t('auth.subdomain')}
            description={t('auth.subdomainHint')}
            autoCapitalize="none"
            maxLength={63}
          />
          <Group grow className="field-row">
            <TextInput {...text('firstName')} label={t('auth.firstName')} autoComplete="given-name" />
            <TextInput {...text('lastName')} label={t('auth.lastName')} autoComplete="family-name" />
          </Group>
          <TextInput {...form.getInputProps('email')} label={t('auth.email')} type="email" autoComplete="username" maxLength={254} />
          <PasswordInput
            {...form.getInputProps('password')}
            label={t('auth.password')}
            description={t('auth.passwordHint', { count: minLength })}
            autoComplete="new-password"
            maxLength={maxLength}
            visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
          />
          <Group grow className="field-row" align="flex-start">
            <CountrySelect
              {...form.getInputProps('country')}
              label={t('auth.country')}
              description={t('auth.countryHint')}
              allowDeselect={false}
              onChange={(country) => form.setValues({ country, timeZone: zoneIn(country, form.values.timeZone) })}
            />
            <Select
              {...form.getInputProps('timeZone')}
              label={t('settings.field.timeZone')}
              description={t('auth.zoneHint')}
              data={[...new Set([...zonesOf(form.values.country ?? ''), ...zones()])]}
              searchable
              limit={50}
              allowDeselect={false}
            />
          </Group>
          <Button type="submit" loading={open.isPending} fullWidth size="md" mt="xs">
            {t('auth.openCompany')}
          </Button>
        </Stack>
      </form>
    </Outside>
  )
}

/** Where the browser is, by its zone, else by its language. */
function countryHere(): string | null {
  return countryOfZone(browserZone()) ?? browserCountry()
}

const zoneHere = (): string | null => browserZone()

/** The zone that stays or follows when another country is chosen; of several, one has to be chosen. */
function zoneIn(country: string | null, zone: string | null): string | null {
  const known = zonesOf(country ?? '')
  if (known.length === 0 || (zone && known.includes(zone))) return zone
  return known.length === 1 ? known[0]! : null
}

/** A DNS label from a name: "Acme Corp" → "acme-corp". */
function labelOf(name: string) {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 63)
}
