import { Button, Card, Group, Select, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconLock } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { closeMonth, listMonths, reopenMonth } from '../../server/modules/attendance/closed-month.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useMe } from '../auth/me.ts'
import { addMonths, plainDay, startOfMonth } from '../ui/days.ts'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { MonthList, whileClosing } from './month-list.tsx'
import { TimeTabs } from './time-tabs.tsx'

type Close = (ignoreBlocker?: boolean) => void

const route = getRouteApi('/_app/time/months')
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
    refetchInterval: ({ state }) => whileClosing(state.data?.months),
  })
  const name = (one: string) => format.month(`${one}-01`)
  const began = startOfMonth(plainDay(new Date(useMe().company.createdAt), format.zone)).slice(0, 7)
  const choices = Array.from({ length: monthsBack }, (_, back) => addMonths(startOfMonth(format.today()), -1 - back).slice(0, 7)).filter(
    (one) => one >= began,
  )
  const known = new Map(months.data?.months.map((one) => [one.month, one.state]))
  const open = choices.filter((one) => (known.get(one) ?? 'open') === 'open')
  const chosen = month && open.includes(month) ? month : (open.at(-1) ?? null)
  const go = (next: { month?: string; act?: 'close' | 'reopen' }, ignoreBlocker = false) =>
    void navigate({ search: ({ month: _month, act: _act, ...old }) => ({ ...old, ...next }), ignoreBlocker, replace: true })
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
      <MonthList name={name} reopen={(one) => go({ month: one, act: 'reopen' })} />
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
