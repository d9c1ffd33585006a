import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAdjustments, IconBeach } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { getBalances, ledgerKinds } from '../../server/modules/leave/leave.balance.contract.ts'
import { listRequests } from '../../server/modules/leave/leave.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { Answer } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { BalanceFigures, type Balance } from './balance-figures.tsx'
import { BalancesReport } from './balances-report.tsx'
import { Earned, PaidOut } from './earned.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import { LedgerFilters } from './ledger-filters.tsx'
import Ledger, { type LedgerAsk } from './ledger.tsx'
import { RequestTable } from './request-table.tsx'

const AdjustForm = lazy(() => import('./adjust-form.tsx'))
const RequestForm = lazy(() => import('./request-form.tsx'))
const PayOutForm = lazy(async () => ({ default: (await import('./earned-forms.tsx')).PayOutForm }))
const EarnForm = lazy(async () => ({ default: (await import('./earned-forms.tsx')).EarnForm }))
const route = getRouteApi('/_app/leave/balances')

const unnarrowed = { type: undefined, entry: undefined, from: undefined, to: undefined }

/** The balances of everybody, or of one person with the ledger they are the sum of, as of any day and figure by figure. */
export function BalancesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const { person, asOf, form } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/balances' })
  const balances = useQuery({
    ...q(getBalances, { params: { employeeId: person ?? '' }, query: asOf ? { asOf } : {} }),
    enabled: person !== undefined,
  })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  const open = (what: NonNullable<typeof form>) => void navigate({ search: (old) => ({ ...old, form: what }) })
  return (
    <Page title={t('leave.title')} line={t('leave.hr.line')}>
      <LeaveTabs />
      <Group gap="sm" align="flex-end">
        <PersonSelect
          label={t('leave.calendar.person')}
          placeholder={t('leave.hr.choose')}
          value={person ?? null}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, ...unnarrowed, person: value ?? undefined }), replace: true })}
          w={{ base: '100%', xs: 300 }}
        />
        <DayInput
          label={t('leave.hr.asOf')}
          value={asOf ?? format.today()}
          w={{ base: '100%', xs: 180 }}
          onChange={(day) => void navigate({ search: (old) => ({ ...old, asOf: day || undefined }), replace: true })}
        />
        {person && (
          <Button variant="default" leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => open('adjust')}>
            {t('leave.hr.adjust')}
          </Button>
        )}
        {person && can(me, 'leave.manage') && (
          <Button leftSection={<IconBeach size={16} aria-hidden />} onClick={() => open('enter')}>
            {t('leave.act.enter')}
          </Button>
        )}
      </Group>
      {person === undefined ? (
        <BalancesReport />
      ) : (
        <Answer query={balances} skeleton={<Skeleton h={180} />}>
          {(data) => (
            <Stack>
              <BalanceFigures label={t('leave.balances')} balances={data.balances.filter(({ tracksBalance }) => tracksBalance)} />
              <PersonRequests employeeId={person} />
              <PaidOut employeeId={person} add={() => open('pay-out')} />
              <Earned employeeId={person} add={() => open('earn')} />
              <Section title={t('leave.howThisCameAbout')}>
                <PersonLedger employeeId={person} types={data.balances} />
              </Section>
              <FormDrawer opened={form === 'adjust'} title={t('leave.hr.adjust')} close={() => close()}>
                <Suspense>
                  <AdjustForm employeeId={person} balances={data.balances} close={close} />
                </Suspense>
              </FormDrawer>
              <FormDrawer opened={form === 'pay-out'} title={t('leave.paidOut.add')} close={() => close()}>
                <Suspense>
                  <PayOutForm employeeId={person} balances={data.balances} close={close} />
                </Suspense>
              </FormDrawer>
              <FormDrawer opened={form === 'earn'} title={t('leave.earned.add')} close={() => close()}>
                <Suspense>
                  <EarnForm employeeId={person} close={close} />
                </Suspense>
              </FormDrawer>
            </Stack>
          )}
        </Answer>
      )}
      {person && me.user.employeeId !== person && (
        <FormDrawer opened={form === 'enter'} title={t('leave.act.enter')} close={() => close()}>
          <Suspense>
            <EnterLeave employeeId={person} close={() => close(true)} />
          </Suspense>
        </FormDrawer>
      )}
    </Page>
  )
}

function EnterLeave(props: { employeeId: string; close: () => void }) {
  const person = useQuery(q(getEmployee, { params: { id: props.employeeId } }))
  return (
    <Answer query={person} skeleton={<Skeleton h={320} />}>
      {({ employee }) => <RequestForm employee={{ id: employee.id, name: fullName(employee) }} close={props.close} />}
    </Answer>
  )
}

/** The ledger of the person; what it is narrowed to is in the address. */
function PersonLedger({ employeeId, types }: { employeeId: string; types: readonly Balance[] }) {
  const { type, entry, from, to } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/balances' })
  const asked = { typeId: type, kind: ledgerKinds.find((one) => one === entry), from, to }
  const filter = (change: LedgerAsk) => {
    const { typeId, kind, ...days } = { ...asked, ...change }
    void navigate({ search: (old) => ({ ...old, ...days, type: typeId, entry: kind }), replace: true })
  }
  const narrowed = Object.values(asked).some((value) => value !== undefined)
  return (
    <Ledger
      employeeId={employeeId}
      asked={asked}
      filters={<LedgerFilters types={types} asked={asked} filter={filter} />}
      clear={narrowed ? () => void navigate({ search: (old) => ({ ...old, ...unnarrowed }), replace: true }) : undefined}
    />
  )
}

/** What the person asked for, to be changed or cancelled in their name. */
function PersonRequests({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const requests = useQuery({ ...q(listRequests, { query: { employeeId, page, limit: 10 } }), placeholderData: keepPreviousData })
  return (
    <Section title={t('leave.requests')}>
      <Answer query={requests} skeleton={<Skeleton h={120} />}>
        {(data) =>
          data.requests.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('leave.none')}
            </Text>
          ) : (
            <Stack>
              <RequestTable requests={data.requests} />
              <Pager pagination={data.pagination} onPage={setPage} />
            </Stack>
          )
        }
      </Answer>
    </Section>
  )
}
