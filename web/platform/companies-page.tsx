import { Badge, Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { companyStatuses } from '../../server/modules/companies/companies.contract.ts'
import { createCompany, listCompanies } from '../../server/modules/platform/platform.company.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useAmount } from '../usage/usage-bars.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { SortHead } from '../ui/sort-head.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { FigureHead, StatusWord, UseOf } from './cells.tsx'

const route = getRouteApi('/operator/companies/')
const plans = ['basic', 'professional', 'enterprise'] as const

/** All companies with what they use of what they may. */
export function CompaniesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const amount = useAmount()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/operator/companies/' })
  const { form, ...asked } = search
  const companies = useQuery({ ...q(listCompanies, { query: asked }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = () => void navigate({ search: (old) => ({ ...old, form: undefined }), ignoreBlocker: true })
  const head = (field: 'name' | 'status' | 'plan' | 'createdAt', word: string) => (
    <SortHead field={field} sort={search.sort ?? 'name'} onSort={(sort) => filter({ sort })}>
      {word}
    </SortHead>
  )
  return (
    <Page
      title={t('operator.part.companies')}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' as const }) })}
        >
          {t('operator.add')}
        </Button>
      }
    >
      <Group gap="sm">
        <SearchField label={t('operator.companyHint')} value={search.q} onChange={(value) => filter({ q: value })} />
        <Select
          aria-label={t('operator.state')}
          placeholder={t('operator.state')}
          data={companyStatuses.map((value) => ({ value, label: t(`operator.status.${value}`) }))}
          value={search.status ?? null}
          onChange={(value) => filter({ status: companyStatuses.find((status) => status === value) })}
          clearable
          w={150}
        />
        <Select
          aria-label={t('operator.plan')}
          placeholder={t('operator.plan')}
          data={[...plans]}
          value={search.plan ?? null}
          onChange={(value) => filter({ plan: plans.find((plan) => plan === value) })}
          clearable
          w={150}
        />
      </Group>
      <Answer query={companies} skeleton={<RowSkeletons />}>
        {(data) =>
          data.companies.length === 0 ? (
            <Empty icon={<IconBuilding size={28} stroke={1.5} />} title={t('operator.nothing')} hint={t('ui.widenFilters')} />
          ) : (
            <Stack>
              <TableCard
                label={t('operator.part.companies')}
                minWidth={980}
                head={[
                  head('name', t('operator.company')),
                  head('status', t('operator.state')),
                  head('plan', t('operator.plan')),
                  <FigureHead key="employees" word={t('usage.limit.employees')} />,
                  <FigureHead key="storage" word={t('usage.limit.storageBytes')} />,
                  <FigureHead key="locations" word={t('usage.limit.locations')} />,
                  <FigureHead key="calls" word={t('usage.calls')} />,
                  t('operator.lastActive'),
                ]}
              >
                {data.companies.map((company) => (
                  <Table.Tr key={company.id}>
                    <Table.Td>
                      <AnchorLink to="/operator/companies/$id" params={{ id: company.id }} size="sm" fw={500}>
                        {company.name}
                      </AnchorLink>
                      <Text size="xs" c="dimmed">
                        {company.domain ?? company.subdomain}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <StatusWord status={company.status} />{' '}
                      {company.errorsToday > 0 && <Badge color="waiting">{t('operator.errorsOf', { count: company.errorsToday })}</Badge>}
                    </Table.Td>
                    <Table.Td>{company.plan}</Table.Td>
                    <Table.Td>
                      <UseOf {...company.employees} />
                    </Table.Td>
                    <Table.Td>
                      <UseOf {...company.storageBytes} shown={(bytes) => amount('storageBytes', bytes)} />
                    </Table.Td>
                    <Table.Td>
                      <UseOf {...company.locations} />
                    </Table.Td>
                    <Table.Td>
                      <UseOf {...company.apiCallsPerDay} />
                    </Table.Td>
                    <Table.Td>{company.lastActiveAt ? format.ago(company.lastActiveAt) : t('operator.never')}</Table.Td>
                  </Table.Tr>
                ))}
              </TableCard>
              <Pager pagination={data.pagination} onPage={(page) => filter({ page })} />
            </Stack>
          )
        }
      </Answer>
      <FormDrawer opened={form === 'add'} title={t('operator.add')} close={close}>
        <AddForm close={close} />
      </FormDrawer>
    </Page>
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
