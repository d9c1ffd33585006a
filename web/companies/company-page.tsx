import { SimpleGrid, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { getCompany } from '../../server/modules/companies/companies.contract.ts'
import { getBranding, updateCompany } from '../../server/modules/companies/companies.profile.contract.ts'
import { call, outdate, q } from '../api.ts'
import { has, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { changesOf, useSave } from '../ui/save.ts'
import { Section } from '../ui/section.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { BrandingForm } from './branding-form.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

/** The company's name and contact, and how it looks. */
export function CompanyPage() {
  const { t } = useTranslation()
  const me = useMe()
  const company = useQuery({ ...q(getCompany), refetchOnWindowFocus: false })
  const isBranded = has(me, 'customBranding')
  const branding = useQuery({ ...q(getBranding), enabled: isBranded, refetchOnWindowFocus: false })
  return (
    <Page title={t('settings.title')} line={me.company.name}>
      <SettingsTabs />
      <Section title={t('company.identity')}>
        <Answer query={company} skeleton={<Skeleton h={260} />}>
          {(data) => (
            <Held current={data.company} path="/company" content={identityOf}>
              {(base) => <IdentityForm company={base} />}
            </Held>
          )}
        </Answer>
      </Section>
      {isBranded ? (
        <Answer query={branding} skeleton={<Skeleton h={300} radius="lg" />}>
          {(data) => (
            <Held current={data.branding} path="/company" content={({ primaryColor, tagline }) => [primaryColor, tagline]}>
              {(base) => <BrandingForm branding={base} />}
            </Held>
          )}
        </Answer>
      ) : (
        <Section title={t('company.branding')}>
          <Text size="sm" c="dimmed">
            {t('company.brandingOff')}
          </Text>
        </Section>
      )}
    </Page>
  )
}

/** What is written of a company here; its plan and standing are another matter. */
const identityOf = ({ name, subdomain, domain, adminEmail, phone, address }: Data<typeof getCompany>['company']) => ({
  name,
  subdomain,
  domain: domain ?? '',
  adminEmail,
  phone: phone ?? '',
  address: address ?? '',
})

function IdentityForm({ company }: Data<typeof getCompany>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const before = identityOf(company)
  const form = useForm({ initialValues: before, validate: { name: (value) => (value.trim() ? null : t('auth.needed')) } })
  const save = useSave(form, {
    send: (values) => call(updateCompany, { body: { ...changesOf(values, before), version: company.version } }),
    saved: (data) => {
      client.setQueryData(q(getCompany).queryKey, data)
      void outdate(client, '/auth/me', '/company')
      done(t('company.saved'))
    },
    fields: {
      SUBDOMAIN_RESERVED: 'subdomain',
      COMPANY_SUBDOMAIN_TAKEN: 'subdomain',
      COMPANY_DOMAIN_TAKEN: 'domain',
      DOMAIN_NOT_YOURS: 'domain',
      DOMAIN_PUBLIC: 'domain',
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput {...form.getInputProps('name')} label={t('company.name')} maxLength={120} />
          <TextInput {...form.getInputProps('adminEmail')} type="email" label={t('company.adminEmail')} maxLength={254} />
          <TextInput
            {...form.getInputProps('subdomain')}
            label={t('company.subdomain')}
            description={t('company.subdomainHint')}
            maxLength={63}
          />
          <TextInput {...form.getInputProps('domain')} label={t('company.domain')} description={t('company.domainHint')} maxLength={253} />
          <TextInput {...form.getInputProps('phone')} type="tel" label={t('company.phone')} maxLength={40} />
          <Textarea {...form.getInputProps('address')} label={t('company.address')} maxLength={400} autosize minRows={1} />
        </SimpleGrid>
        <FormEnd error={save.error} pending={save.pending} submit={t('company.save')} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}
