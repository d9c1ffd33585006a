import { Alert, Button, Group, Input, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { IconInfoCircle } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { previewLeave, submitLeave } from '../../server/modules/leave/leave.contract.ts'
import { getBalances, listTypes, myBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { ClockInput, useCalendar } from '../ui/date-inputs.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf, useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { DocumentsField, type HandedIn } from './documents-field.tsx'
import { ListedDays } from './listed-days.tsx'
import { Preview } from './preview.tsx'

type Ask = Body<typeof previewLeave>
type Portion = 'full' | 'starts-noon' | 'ends-noon'

/** Asks for leave, for oneself or for `employee`; what it costs is worked out by the server while the dates are chosen. */
export default function RequestForm(props: { close: () => void; employee?: { id: string; name: string } | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const calendar = useCalendar()
  const client = useQueryClient()
  const once = useIdempotency()
  const reasonId = useId()
  const types = (useQuery(q(listTypes)).data?.types ?? []).filter(({ isActive }) => isActive)
  const { employee } = props
  const ownBalances = useQuery({ ...q(myBalances, { query: {} }), enabled: employee === undefined })
  const theirBalances = useQuery({
    ...q(getBalances, { params: { employeeId: employee?.id ?? '' }, query: {} }),
    enabled: employee !== undefined,
  })
  const balances = (employee ? theirBalances : ownBalances).data?.balances ?? []
  const [typeId, setTypeId] = useState<string | null>(null)
  const [[first, last], setDates] = useState<[string | null, string | null]>([null, null])
  const [portion, setPortion] = useState<Portion>('full')
  const [[from, to], setTimes] = useState(['', ''])
  const [note, setNote] = useState('')
  const [documents, setDocuments] = useState<readonly HandedIn[]>([])
  const [documentSeen, setDocumentSeen] = useState(false)

  const type = types.find((one) => one.id === typeId) ?? types.find((one) => one.tracksBalance) ?? types[0]
  const byHours = type?.unit === 'hours'
  const halves = type?.allowHalfDays ?? false
  const ask: Ask | null =
    type && first
      ? {
          typeId: type.id,
          firstDay: first,
          lastDay: byHours ? first : (last ?? first),
          ...(halves && !byHours && portion === 'starts-noon' && { startsAt: 'noon' as const }),
          ...(halves && !byHours && portion === 'ends-noon' && { endsAt: 'noon' as const }),
          ...(byHours && from && to && { fromTime: from, toTime: to }),
          ...(documents.length > 0 && { documentIds: documents.map(({ id }) => id) }),
          ...(employee && { employeeId: employee.id, ...(documentSeen && { documentSeen }) }),
        }
      : null
  const preview = useQuery({
    ...q(previewLeave, ask ? { body: ask } : {}),
    enabled: ask !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const shown = ask && !preview.isError ? preview.data?.preview : undefined

  const submit = useOneAtATime(
    useMutation({
      mutationFn: (body: Body<typeof submitLeave>) => call(submitLeave, { body, idempotencyKey: once.keyFor(body) }),
      onSettled: (_data, error) => once.answered(error),
      // What was worked out holds no longer: the figures are those of now.
      onError: () => void preview.refetch(),
      onSuccess: ({ request }) => {
        const quantity = format.quantity(request.quantity, request.unit)
        if (employee) done(t('leave.act.entered', { quantity, name: employee.name }))
        else done(request.state === 'approved' ? t('leave.approvedAtOnce', { quantity }) : t('leave.asked', { quantity }))
        void outdate(client, '/leave', '/attendance')
        props.close()
      },
    }),
  )

  const why = reason()
  return (
    <Stack gap="md">
      <Unsaved
        when={!submit.isSuccess && !submit.isPending && (first !== null || note !== '' || documents.length > 0)}
        within={(next) => (employee ? next.search.form === 'enter' : next.search.ask === 'leave')}
      />
      <Select
        label={t('leave.type')}
        data={types.map((one) => ({ value: one.id, label: nameOf(one.id, one.name) }))}
        value={type?.id ?? null}
        onChange={setTypeId}
        allowDeselect={false}
        data-autofocus
      />
      {type?.listedDaysOnly && <ListedDays typeId={type.id} value={first} choose={(day) => setDates([day, day])} />}
      <Input.Wrapper label={byHours ? t('leave.date') : t('leave.dates')} labelElement="div">
        <div className="cost" style={{ background: 'transparent', display: 'grid', justifyContent: 'center' }}>
          {byHours ? (
            <DatePicker {...calendar} value={first} onChange={(day) => setDates([day, day])} />
          ) : (
            <DatePicker {...calendar} type="range" value={[first, last]} onChange={setDates} allowSingleDateInRange />
          )}
        </div>
      </Input.Wrapper>
      {byHours ? (
        <Group grow>
          <ClockInput label={t('leave.from')} value={from} onChange={(value) => setTimes([value, to])} />
          <ClockInput label={t('leave.to')} value={to} onChange={(value) => setTimes([from, value])} />
        </Group>
      ) : (
        <div>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('leave.portion')}
            disabled={!halves}
            value={halves ? portion : 'full'}
            onChange={(value) => setPortion(value)}
            data={[
              { value: 'full', label: t('leave.fullDays') },
              { value: 'starts-noon', label: t('leave.startsAtNoon') },
              { value: 'ends-noon', label: t('leave.endsAtNoon') },
            ]}
          />
          {type && !halves && (
            <Text size="xs" c="dimmed" mt={4}>
              {t('leave.noHalfDays', { type: type.name })}
            </Text>
          )}
        </div>
      )}
      <div aria-live="polite" aria-busy={preview.isFetching}>
        {ask && preview.isError && <Failed error={preview.error} retry={() => void preview.refetch()} />}
        {shown && <Preview preview={shown} />}
        {!ask && (
          <Text size="sm" c="dimmed" className="cost">
            {t('leave.chooseDates')}
          </Text>
        )}
      </div>
      {shown?.refusal && (
        <Alert color="bad" role="alert" icon={<IconInfoCircle aria-hidden />} id={reasonId}>
          {shown.refusal.message}
        </Alert>
      )}
      {shown?.warnings.map((warning) => (
        <Alert key={warning.code} color="waiting" icon={<IconInfoCircle aria-hidden />}>
          {warning.message}
        </Alert>
      ))}
      <Textarea
        label={t('leave.note')}
        placeholder={t('leave.notePlaceholder')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={limitsOf(submitLeave, 'note').maxLength}
        autosize
        minRows={2}
      />
      <DocumentsField
        employeeId={employee?.id}
        documents={documents}
        change={setDocuments}
        seen={employee && { value: documentSeen, change: setDocumentSeen }}
      />
      {submit.isError && !shown?.refusal && <Failed error={submit.error} />}
      <div>
        <Button
          fullWidth
          size="md"
          loading={submit.isPending}
          disabled={why !== null}
          aria-describedby={why ? reasonId : undefined}
          onClick={() => ask && submit.mutate({ ...ask, ...(note.trim() && { note: note.trim() }) })}
        >
          {shown ? t('leave.requestQuantity', { quantity: format.quantity(shown.quantity, shown.unit) }) : t('leave.request')}
        </Button>
        <Text size="xs" c="dimmed" mt={6} ta="center" id={shown?.refusal ? undefined : reasonId} hidden={Boolean(shown?.refusal)}>
          {why ?? (settings.autoApproveLeave || !settings.leaveApprovalRequired ? t('leave.approvedWithoutAsking') : t('leave.whoDecides'))}
        </Text>
      </div>
    </Stack>
  )

  function reason() {
    if (!ask) return t('leave.chooseDates')
    if (byHours && !(from && to)) return t('leave.chooseTimes')
    if (!shown) return preview.isError ? t('leave.notWorkedOut') : t('ui.loading')
    if (shown.refusal) return shown.refusal.message
    return null
  }

  function nameOf(id: string, name: string) {
    const balance = balances.find((one) => one.typeId === id)
    return balance?.tracksBalance
      ? t('leave.typeWithBalance', { type: name, quantity: format.quantity(balance.available, balance.unit) })
      : name
  }
}
