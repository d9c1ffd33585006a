import { Badge, Button, Card, Group, Select, Stack, Table, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { closeMonth, listMonths, reopenMonth } from '../../server/modules/attendance/closed-month.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useMe } from '../auth/me.ts'
import { addMonths, plainDay, startOfMonth } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { TimeTabs } from './time-tabs.tsx'

type Month = Data<typeof listMonths>['months'][number]
type Close = (ignoreBlocker?: boolean) => void

const route = getRouteApi('/_app/time/months')
const colours = { closing: 'waiting', closed: 'good', open: 'gray' } as const
/** While a month is being closed its state changes by itself. */
const POLL_MS = 2000
const monthsBack = 12

/** Months that were closed for payroll. */
export function MonthsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { month, act } = route.useSearch()
  const navigate = useNavigate({ from: '/time/months' })
  const months = useQuery({
    ...q(listMonths, { query: { limit: 100 } }),
    refetchInterval: ({ state }) => (state.data?.months.some((one) => one.state === 'closing') ? POLL_MS : false),
  })
  const name = (one: string) => format.month(`${one}-01`)
  const began = startOfMonth(plainDay(new Date(useMe().company.createdAt), format.zone)).slice(0, 7)
  const choices = Array.from({ length: monthsBack }, (_, back) => addMonths(startOfMonth(format.today()), -1 - back).slice(0, 7)).filter(
    (one) => one >= began,
  )
  const known = new Map(months.data?.months.map((one) => [one.month, one.state]))
  const open = choices.filter((one) => (known.get(one) ?? 'open') === 'open')
  const chosen = month && open.includes(month) ? month : (open.at(-1) ?? null)
  const go = (search: { month?: string; act?: 'close' | 'reopen' }, ignoreBlocker = false) =>
    void navigate({ search, ignoreBlocker, replace: true })
  const after = (words: string) => {
    done(words)
    go({}, true)
    void outdate(client, '/attendance')
  }
  return (
    <Page title={t('month.title')} line={t('month.line')}>
      <TimeTabs />
      <Card>
        <Group align="flex-end" gap="sm">
          <Select
            label={t('month.month')}
            allowDeselect={false}
            w={220}
            value={chosen}
            data={open.map((one) => ({ value: one, label: name(one) }))}
            onChange={(value) => value && go({ month: value })}
          />
          <Button
            leftSection={<IconLock size={16} aria-hidden />}
            disabled={!chosen}
            onClick={() => chosen && go({ month: chosen, act: 'close' })}
          >
            {chosen ? t('month.close', { month: name(chosen) }) : t('month.allClosed')}
          </Button>
        </Group>
      </Card>
      <Card>
        <Answer query={months} skeleton={<RowSkeletons />}>
          {(data) =>
            data.months.length === 0 ? (
              <Empty icon={<IconLock size={28} stroke={1.5} />} title={t('month.none')} hint={t('month.noneHint')} />
            ) : (
              <Rows months={data.months} name={name} reopen={(one) => go({ month: one, act: 'reopen' })} />
            )
          }
        </Answer>
      </Card>
      {month && act === 'close' && (
        <Confirm
          opened
          color="accent"
          title={t('month.closeTitle', { month: name(month) })}
          text={t('month.closeText')}
          act={t('month.close', { month: name(month) })}
          send={() => call(closeMonth, { params: { month }, body: {} })}
          done={() => after(t('month.closing', { month: name(month) }))}
          close={() => go({ month })}
        />
      )}
      <FormDrawer
        opened={month !== undefined && act === 'reopen'}
        title={t('month.reopenTitle', { month: month ? name(month) : '' })}
        close={() => go({})}
      >
        {month && (
          <Reopen month={month} close={(ignore) => go({}, ignore)} after={() => after(t('month.reopened', { month: name(month) }))} />
        )}
      </FormDrawer>
    </Page>
  )
}

function Rows(props: { months: readonly Month[]; name: (month: string) => string; reopen: (month: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table aria-label={t('month.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('month.month')}</Table.Th>
          <Table.Th>{t('attendance.statusColumn')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('month.changed')}</Table.Th>
          <Table.Th aria-label={t('ui.actions')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.months.map(({ month, state, changedAt, changedByName }) => (
          <Table.Tr key={month}>
            <Table.Td>{props.name(month)}</Table.Td>
            <Table.Td>
              <Badge color={colours[state]} miw="max-content">
                {t(`month.state.${state}`)}
              </Badge>
            </Table.Td>
            <Table.Td visibleFrom="sm">{[changedByName, format.ago(changedAt)].filter(Boolean).join(t('ui.dot'))}</Table.Td>
            <Table.Td ta="end">
              {state === 'closed' && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconLockOpen size={14} aria-hidden />}
                  onClick={() => props.reopen(month)}
                  aria-label={t('month.reopenNamed', { month: props.name(month) })}
                >
                  {t('month.reopen')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Reopen({ month, close, after }: { month: string; close: Close; after: () => void }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const save = useSave(form, { send: (body) => call(reopenMonth, { params: { month }, body }), saved: after })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm">{t('month.reopenText')}</Text>
        <Textarea
          label={t('month.reason')}
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={limitsOf(reopenMonth, 'reason').maxLength}
          {...form.getInputProps('reason')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('month.reopen')} cancel={() => close()} />
      </Stack>
    </form>
  )
}
