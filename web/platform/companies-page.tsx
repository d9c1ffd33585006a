import { Badge, Button, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { companyStatuses } from '../../server/modules/companies/companies.contract.ts'
import { createCompany, listCompanies } from '../../server/modules/platform/platform.company.contract.ts'
import { exportCompanies } from '../../server/modules/platform/platform.overview.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useAmount } from '../usage/usage-bars.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { StatusWord, UseOf } from './cells.tsx'

const route = getRouteApi('/operator/companies/')
const plans = ['basic', 'professional', 'enterprise'] as const

/** All companies with what they use of what they may. */
export function CompaniesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/operator/companies/' })
  const { form, page, sort = 'name', q: text, status, plan } = search
  const asked = { sort, ...(text && { q: text }), ...(status && { status }), ...(plan && { plan }) }
  const companies = useQuery({ ...q(listCompanies, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = () => void navigate({ search: (old) => ({ ...old, form: undefined }), ignoreBlocker: true })
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' as const }) })}
    >
      {t('operator.add')}
    </Button>
  )
  return (
    <Page title={t('operator.part.companies')} actions={add}>
      <List
        name="companies"
        label={t('operator.part.companies')}
        query={companies}
        rowsOf={(data) => data.companies}
        idOf={({ id }) => id}
        columns={useCompanyColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportCompanies, { query: asked })}
        clear={text || status || plan ? () => filter({ q: undefined, status: undefined, plan: undefined }) : undefined}
        empty={<Empty icon={<IconBuilding size={28} stroke={1.5} />} title={t('operator.nothing')} hint={t('operator.nothingHint')} />}
        search={<SearchField label={t('operator.companyHint')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <Select
              aria-label={t('operator.state')}
              placeholder={t('operator.state')}
              data={companyStatuses.map((value) => ({ value, label: t(`operator.status.${value}`) }))}
              value={status ?? null}
              onChange={(value) => filter({ status: companyStatuses.find((one) => one === value) })}
              clearable
            />
            <Select
              aria-label={t('operator.plan')}
              placeholder={t('operator.plan')}
              data={[...plans]}
              value={plan ?? null}
              onChange={(value) => filter({ plan: plans.find((one) => one === value) })}
              clearable
            />
          </>
        }
      />
      <FormDrawer opened={form === 'add'} title={t('operator.add')} close={close}>
        <AddForm close={close} />
      </FormDrawer>
    </Page>
  )
}

type Line = Data<typeof listCompanies>['companies'][number]

/** What a list of companies can show. */
function useCompanyColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const amount = useAmount()
  return useMemo(
    () =>
      [
        { key: 'company', head: t('operator.company'), sort: 'name', fixed: true, cell: (company) => <Name company={company} /> },
        {
          key: 'state',
          head: t('operator.state'),
          sort: 'status',
          cell: ({ status, errorsToday }) => (
            <>
              <StatusWord status={status} />{' '}
              {errorsToday > 0 && <Badge color="waiting">{t('operator.errorsOf', { count: errorsToday })}</Badge>}
            </>
          ),
        },
        { key: 'plan', head: t('operator.plan'), sort: 'plan', cell: ({ plan }) => plan },
        { key: 'employees', head: t('usage.limit.employees'), end: true, cell: ({ employees }) => <UseOf {...employees} /> },
        {
          key: 'storage',
          head: t('usage.limit.storageBytes'),
          end: true,
          cell: ({ storageBytes }) => <UseOf {...storageBytes} shown={(bytes) => amount('storageBytes', bytes)} />,
        },
        { key: 'locations', head: t('usage.limit.locations'), end: true, cell: ({ locations }) => <UseOf {...locations} /> },
        { key: 'calls', head: t('usage.calls'), end: true, cell: ({ apiCallsPerDay }) => <UseOf {...apiCallsPerDay} /> },
        {
          key: 'active',
          head: t('operator.lastActive'),
          cell: ({ lastActiveAt }) => (lastActiveAt ? format.ago(lastActiveAt) : t('operator.never')),
        },
        { key: 'created', head: t('operator.created'), sort: 'createdAt', more: true, cell: ({ createdAt }) => format.instant(createdAt) },
      ] as const satisfies readonly ListColumn<Line>[],
    [t, format, amount],
  )
}

function Name({ company }: { company: Line }) {
  return (
    <>
      <AnchorLink to="/operator/companies/$id" params={{ id: company.id }} size="sm" fw={500}>
        {company.name}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        {company.domain ?? company.subdomain}
      </Text>
    </>
  )
}

function AddForm({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const needed = (value: string) => (value.trim() ? null : t('auth.needed'))
  const form = useForm({
    initialValues: { name: '', subdomain: '', domain: '', firstName: '', lastName: '', email: '', plan: 'professional' },
    validate: { name: needed, subdomain: needed, firstName: needed, lastName: needed, email: needed },
  })
  const save = useSave(form, {
    send: (values) => call(createCompany, { body: filledOf(values) as never }),
    saved: (data) => {
      void outdate(client, '/companies', '/platform')
      done(t('operator.added', { name: data.company.name }))
      close()
    },
    fields: { SUBDOMAIN_RESERVED: 'subdomain', COMPANY_SUBDOMAIN_TAKEN: 'subdomain', COMPANY_DOMAIN_TAKEN: 'domain' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput {...form.getInputProps('name')} label={t('company.name')} maxLength={120} data-autofocus />
        <TextInput {...form.getInputProps('subdomain')} label={t('company.subdomain')} maxLength={63} />
        <TextInput {...form.getInputProps('domain')} label={t('company.domain')} maxLength={253} />
        <Select {...form.getInputProps('plan')} label={t('operator.plan')} data={[...plans]} allowDeselect={false} />
        <Text size="sm" fw={500}>
          {t('operator.firstAdmin')}
        </Text>
        <TextInput {...form.getInputProps('firstName')} label={t('auth.firstName')} maxLength={80} />
        <TextInput {...form.getInputProps('lastName')} label={t('auth.lastName')} maxLength={80} />
        <TextInput
          {...form.getInputProps('email')}
          type="email"
          label={t('auth.email')}
          description={t('operator.firstAdminHint')}
          maxLength={254}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('operator.add')} cancel={close} />
      </Stack>
    </form>
  )
}
