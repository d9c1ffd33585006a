import { Alert, Badge, Button, Group, NumberInput, Select, SimpleGrid, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import {
  decideFeatures,
  decideLimits,
  getCompanyById,
  getHealthOf,
  getUsageOf,
  updateCompanyById,
} from '../../server/modules/platform/platform.company.contract.ts'
import { call, outdate, q } from '../api.ts'
import { gigabyte, useAmount, UsageBars, type Limit } from '../usage/usage-bars.tsx'
import { Answer, Failed } from '../ui/answer.tsx'
import { Facts } from '../ui/facts.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { changesOf, useSave } from '../ui/save.ts'
import { Section } from '../ui/section.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { actsIn, StandingForm, type StandingAct } from './standing-form.tsx'
import { StatusWord } from './cells.tsx'

const route = getRouteApi('/operator/companies/$id')
const plans = ['basic', 'professional', 'enterprise']
type Company = Data<typeof getCompanyById>

/** One company as the platform sees it: health, plan, limits, features, and what can be done to it. */
export function CompanyOfPlatformPage() {
  const { id } = route.useParams()
  const company = useQuery({ ...q(getCompanyById, { params: { id } }), refetchOnWindowFocus: false })
  return (
    <Answer query={company} skeleton={<Skeleton h={320} radius="lg" />}>
      {(data) => <Loaded {...data} />}
    </Answer>
  )
}

function Loaded({ company, features, erasesAt }: Company) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id } = company
  const [act, setAct] = useState<StandingAct | null>(null)
  const usage = useQuery(q(getUsageOf, { params: { id } }))
  const health = useQuery(q(getHealthOf, { params: { id } }))
  return (
    <Page
      title={company.name}
      line={
        <Group gap="xs">
          <AnchorLink to="/operator/companies" size="sm">
            {t('operator.part.companies')}
          </AnchorLink>
          <StatusWord status={company.status} />
          {erasesAt && t('operator.erasesOn', { date: format.instant(erasesAt) })}
          {company.trialEndsAt && company.status === 'trial' && t('operator.trialUntil', { date: format.instant(company.trialEndsAt) })}
        </Group>
      }
      actions={actsIn[company.status].map((one) => (
        <Button
          key={one}
          variant={one === 'activate' ? 'filled' : 'default'}
          {...(one !== 'activate' && { color: 'bad', c: 'var(--mantine-color-error)' })}
          onClick={() => setAct(one)}
        >
          {t(`operator.act.${one}`)}
        </Button>
      ))}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('operator.health')}>
          <Answer query={health} skeleton={<Skeleton h={160} />}>
            {(data) => <Health {...data.health} />}
          </Answer>
        </Section>
        <Section title={t('usage.limits')}>
          <Answer query={usage} skeleton={<Skeleton h={160} />}>
            {(data) => <UsageBars limits={data.usage.limits} />}
          </Answer>
        </Section>
        <Section title={t('operator.edit')}>
          <Held current={company} path="/companies" content={identityOf}>
            {(base) => <EditForm company={base} />}
          </Held>
        </Section>
        <Section title={t('operator.limits')}>
          <Answer query={usage} skeleton={<Skeleton h={160} />}>
            {(data) => (
              <LimitsForm
                key={JSON.stringify(data.usage.limits.map(({ code, decidedBy, limit }) => [code, decidedBy, limit]))}
                id={id}
                limits={data.usage.limits}
              />
            )}
          </Answer>
        </Section>
      </SimpleGrid>
      <Section title={t('features.title')}>
        <Features id={id} features={features} />
      </Section>
      {act && <StandingForm act={act} company={company} close={() => setAct(null)} />}
    </Page>
  )
}

function Health(health: Data<typeof getHealthOf>['health']) {
  const { t } = useTranslation()
  const format = useFormat()
  const isGood = health.problems.length === 0
  return (
    <Stack>
      <Alert
        color={health.status}
        icon={isGood ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={isGood ? t('operator.healthy') : t('operator.unhealthy')}
      >
        {health.problems.map((problem) => (
          <Text size="sm" key={problem}>
            {t(`operator.problem.${problem}`)}
          </Text>
        ))}
      </Alert>
      <Facts
        facts={[
          [t('operator.lastActive'), health.lastActiveAt ? format.ago(health.lastActiveAt) : t('operator.never')],
          [t('operator.admins'), format.number(health.admins)],
          [t('operator.figure.errors'), t('operator.errorsOf', { count: health.errorsToday })],
          [t('operator.figure.jobs'), `${format.number(health.jobsWaiting)} · ${t('operator.jobsFailed', { count: health.jobsFailed })}`],
        ]}
      />
    </Stack>
  )
}

/** What an operator writes of a company; its standing is another matter. */
const identityOf = ({ name, subdomain, domain, adminEmail, plan }: Company['company']) => ({
  name,
  subdomain,
  domain: domain ?? '',
  adminEmail,
  plan,
})

function EditForm({ company }: Pick<Company, 'company'>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id, version } = company
  const before = identityOf(company)
  const form = useForm({ initialValues: before, validate: { name: (value) => (value.trim() ? null : t('auth.needed')) } })
  const save = useSave(form, {
    send: (values) => call(updateCompanyById, { params: { id }, body: { ...changesOf(values, before), version } }),
    saved: () => {
      void outdate(client, '/companies', '/platform')
      done(t('company.saved'))
    },
    fields: { SUBDOMAIN_RESERVED: 'subdomain', COMPANY_SUBDOMAIN_TAKEN: 'subdomain', COMPANY_DOMAIN_TAKEN: 'domain' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack gap="sm">
        <TextInput {...form.getInputProps('name')} label={t('company.name')} maxLength={120} />
        <TextInput {...form.getInputProps('subdomain')} label={t('company.subdomain')} maxLength={63} />
        <TextInput {...form.getInputProps('domain')} label={t('company.domain')} maxLength={253} />
        <TextInput {...form.getInputProps('adminEmail')} type="email" label={t('company.adminEmail')} maxLength={254} />
        <Select {...form.getInputProps('plan')} label={t('operator.plan')} data={plans} allowDeselect={false} />
        <FormEnd error={save.error} pending={save.pending} submit={t('company.save')} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}

function LimitsForm({ id, limits }: { id: string; limits: readonly Limit[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const amount = useAmount()
  const unitOf = (code: string) => (code === 'storageBytes' ? gigabyte : 1)
  const own = ({ code, decidedBy, limit }: Limit) => (decidedBy === 'operator' ? limit / unitOf(code) : '')
  const before = Object.fromEntries(limits.map((limit) => [limit.code, own(limit) as number | string]))
  const form = useForm({ initialValues: before })
  const save = useSave(form, {
    send: (values) => {
      const changes = Object.entries(changesOf(values, before))
      const inUnits = changes.map(([code, value]) => [code, value === null ? null : Math.round(Number(value) * unitOf(code))])
      return call(decideLimits, { params: { id }, body: Object.fromEntries(inUnits) })
    },
    saved: () => {
      void outdate(client, '/companies', '/platform')
      done(t('operator.limitsSaved'))
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack gap="sm">
        {limits.map((limit) => (
          <NumberInput
            key={limit.code}
            {...form.getInputProps(limit.code)}
            label={t(`usage.limit.${limit.code}`)}
            suffix={limit.code === 'storageBytes' ? ' GB' : ''}
            placeholder={t('operator.asPlan', { limit: amount(limit.code, limit.limit) })}
            min={0}
            allowDecimal={limit.code === 'storageBytes'}
            decimalScale={3}
            thousandSeparator=" "
          />
        ))}
        <Text size="xs" c="dimmed">
          {t('operator.limitsHint')}
        </Text>
        <FormEnd error={save.error} pending={save.pending} submit={t('operator.saveLimits')} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}

function Features({ id, features }: { id: string; features: Company['features'] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: ({ code, word }: { code: string; word: string }) =>
      call(decideFeatures, { params: { id }, body: { [code]: word === 'left' ? null : word === 'on' } }),
    onSuccess: () => {
      void outdate(client, '/companies')
      done(t('operator.featureDecided'))
    },
  })
  return (
    <Stack>
      {decide.isError && <Failed error={decide.error} />}
      {features.length === 0 ? (
        <RowSkeletons />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {features.map(({ code, on, decidedBy }) => (
            <Select
              key={code}
              label={
                <>
                  {t(`features.name.${code}`)}{' '}
                  <Badge size="xs" color={on ? 'good' : 'gray'}>
                    {on ? t('operator.on') : t('operator.off')}
                  </Badge>
                </>
              }
              data={[
                { value: 'left', label: t('operator.left') },
                { value: 'on', label: t('operator.alwaysOn') },
                { value: 'off', label: t('operator.alwaysOff') },
              ]}
              value={decidedBy === 'operator' ? (on ? 'on' : 'off') : 'left'}
              onChange={(word) => word && decide.mutate({ code, word })}
              disabled={decide.isPending}
              allowDeselect={false}
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  )
}
