import { Button, Card, Group, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { IconAdjustments, IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { q } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import Ledger from './ledger.tsx'

const AdjustForm = lazy(() => import('./adjust-form.tsx'))
const route = getRouteApi('/_app/leave/balances')
type Balance = Data<typeof getBalances>['balances'][number]
const figures = ['entitled', 'carriedIn', 'accrued', 'adjusted', 'compensatory', 'taken', 'held', 'expired', 'encashed'] as const
const spent: readonly string[] = ['taken', 'held', 'expired', 'encashed']

/** The balances of one person as of any day, figure by figure, with the ledger they are the sum of. */
export function BalancesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { person, asOf, form, type } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/balances' })
  const balances = useQuery({
    ...q(getBalances, { params: { employeeId: person ?? '' }, query: asOf ? { asOf } : {} }),
    enabled: person !== undefined,
  })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  return (
    <Page title={t('leave.title')} line={t('leave.hr.line')}>
      <LeaveTabs />
      <Group gap="sm" align="flex-end">
        <PersonSelect
          label={t('leave.calendar.person')}
          placeholder={t('leave.hr.choose')}
          value={person ?? null}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, person: value ?? undefined, type: undefined }), replace: true })}
          w={{ base: '100%', xs: 300 }}
        />
        <TextInput
          type="date"
          label={t('leave.hr.asOf')}
          value={asOf ?? format.today()}
          onChange={(event) => {
            const { value } = event.currentTarget
            void navigate({ search: (old) => ({ ...old, asOf: value || undefined }), replace: true })
          }}
        />
        {person && (
          <Button
            variant="default"
            leftSection={<IconAdjustments size={16} aria-hidden />}
            onClick={() => void navigate({ search: (old) => ({ ...old, form: 'adjust' }) })}
          >
            {t('leave.hr.adjust')}
          </Button>
        )}
      </Group>
      {person === undefined ? (
        <Card>
          <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('leave.hr.nobody')} hint={t('leave.hr.nobodyHint')} />
        </Card>
      ) : (
        <Answer query={balances} skeleton={<Skeleton h={180} />}>
          {(data) => (
            <Stack>
              <Figures balances={data.balances} />
              <Section title={t('leave.howThisCameAbout')}>
                <Ledger typeId={type} employeeId={person} />
              </Section>
              <FormDrawer opened={form === 'adjust'} title={t('leave.hr.adjust')} close={() => close()}>
                <Suspense>
                  <AdjustForm employeeId={person} balances={data.balances} close={close} />
                </Suspense>
              </FormDrawer>
            </Stack>
          )}
        </Answer>
      )}
    </Page>
  )
}

/** Every figure of every balance; what is empty in all of them is left out. */
function Figures(props: { balances: readonly Balance[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tracked = props.balances.filter(({ tracksBalance }) => tracksBalance)
  const shown = figures.filter((figure) => tracked.some((balance) => Number(balance[figure]) !== 0))
  return (
    <TableCard
      label={t('leave.balances')}
      minWidth={240 + shown.length * 96}
      head={[
        t('leave.type'),
        ...shown.map((figure) => (
          <div key={figure} style={{ textAlign: 'end' }}>
            {t(`leave.figure.${figure}`)}
          </div>
        )),
        <div key="available" style={{ textAlign: 'end' }}>
          {t('leave.figure.available')}
        </div>,
      ]}
    >
      {tracked.map((balance) => (
        <Table.Tr key={balance.typeId}>
          <Table.Td>{balance.typeName}</Table.Td>
          {shown.map((figure) => (
            <Table.Td key={figure} ta="end" c={Number(balance[figure]) === 0 ? 'dimmed' : undefined}>
              {spent.includes(figure) && Number(balance[figure]) > 0 ? '−' : ''}
              {format.number(balance[figure])}
            </Table.Td>
          ))}
          <Table.Td ta="end">
            <Text size="sm" fw={600} span>
              {format.quantity(balance.available, balance.unit)}
            </Text>
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}
