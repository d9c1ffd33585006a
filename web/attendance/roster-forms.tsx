import { Alert, Button, Group, List, Modal, Radio, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { copyWeek, discardDrafts, previewPublish, publishPlan } from '../../server/modules/attendance/roster-plan.contract.ts'
import { ApiError, call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { addDays } from '../ui/days.ts'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { ShiftEditForm } from './shift-edit-form.tsx'

type Close = (ignoreBlocker?: boolean) => void
type Planned = { from: string; to: string; departmentId?: string }

/** What can be done to a plan beside its cells, one at a time, as the address says. */
export function RosterForms({ form, group, close }: { form: 'shift' | 'copy' | 'publish' | undefined; group: Planned; close: Close }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return (
    <>
      <FormDrawer opened={form === 'shift'} title={t('roster.addShift')} close={() => close()}>
        <ShiftEditForm
          shift={undefined}
          close={close}
          saved={({ name }) => {
            done(t('roster.shiftAdded', { name }))
            close(true)
            void outdate(client, '/shifts')
          }}
        />
      </FormDrawer>
      <FormDrawer opened={form === 'copy'} title={t('roster.copyTitle')} close={() => close()}>
        <Copy group={group} close={close} />
      </FormDrawer>
      <Modal
        opened={form === 'publish'}
        onClose={() => close()}
        title={t('roster.publishTitle')}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {form === 'publish' && <Publish group={group} close={close} />}
      </Modal>
    </>
  )
}

/** What publishing would change, and what keeps it from being. */
function Publish({ group, close }: { group: Planned; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const preview = useQuery({ ...q(previewPublish, { body: group }), gcTime: 0 })
  const after = (words: string) => {
    done(words)
    close()
    void outdate(client, '/roster-plan', '/attendance', '/shift-assignments')
  }
  const publish = useOneAtATime(
    useMutation({
      mutationFn: (revision: string) => call(publishPlan, { body: { ...group, revision } }),
      onSuccess: ({ people }) => after(t('roster.published', { count: people })),
      onError: (error) => {
        if (error instanceof ApiError && error.status === 409) void preview.refetch()
      },
    }),
  )
  const discard = useOneAtATime(
    useMutation({
      mutationFn: () => call(discardDrafts, { body: group }),
      onSuccess: ({ dropped }) => after(t('roster.discarded', { count: dropped })),
    }),
  )
  return (
    <Answer query={preview} skeleton={<Skeleton h={120} />}>
      {({ people, shifts, daysOff, cleared, overlaps, warnings, revision }) => {
        const warned = (['leave', 'holiday', 'rest', 'not-employed'] as const).filter((kind) => warnings[kind] > 0)
        return (
          <Stack>
            <Text size="sm">{t('roster.willChange', { count: people, dates: format.range(group.from, group.to) })}</Text>
            <List size="sm">
              {shifts > 0 && <List.Item>{t('roster.shifts', { count: shifts })}</List.Item>}
              {daysOff > 0 && <List.Item>{t('roster.daysOff', { count: daysOff })}</List.Item>}
              {cleared > 0 && <List.Item>{t('roster.cleared', { count: cleared })}</List.Item>}
            </List>
            {overlaps.length > 0 && (
              <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} title={t('roster.overlapTitle')} role="alert">
                <List size="sm">
                  {overlaps.slice(0, 8).map(({ employeeId, employeeName, day, message }, index) => (
                    <List.Item key={`${employeeId}${day}${index}`}>{[employeeName, format.day(day), message].join(t('ui.dot'))}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {warned.length > 0 && (
              <Alert color="waiting" icon={<IconAlertTriangle aria-hidden />} title={t('roster.warnTitle')}>
                <List size="sm">
                  {warned.map((kind) => (
                    <List.Item key={kind}>{t(`roster.warning.${kind}`, { count: warnings[kind] })}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {[publish, discard].map((act, index) => act.isError && <Failed key={index} error={act.error} />)}
            <Group justify="space-between" gap="sm">
              <Button variant="subtle" color="bad" loading={discard.isPending} onClick={() => discard.mutate(undefined)}>
                {t('roster.discard')}
              </Button>
              <Button
                loading={publish.isPending}
                disabled={overlaps.length > 0 || people === 0}
                title={overlaps.length > 0 ? t('roster.overlapTitle') : undefined}
                onClick={() => publish.mutate(revision)}
              >
                {t('roster.publishDays', { count: shifts + daysOff + cleared })}
              </Button>
            </Group>
          </Stack>
        )
      }}
    </Answer>
  )
}

function Copy({ group, close }: { group: Planned; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const form = useForm({ initialValues: { to: addDays(group.from, 7), weeks: '1', onConflict: 'refuse' as 'refuse' | 'skip' } })
  const saving = useSave(form, {
    send: ({ to, weeks, onConflict }, keyFor) => {
      const { from, departmentId } = group
      const body: Body<typeof copyWeek> = { from, to, weeks: Number(weeks), onConflict, ...(departmentId && { departmentId }) }
      return call(copyWeek, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ drafted, skipped }) => {
      done(
        skipped.length > 0 ? t('roster.copiedSome', { count: drafted, skipped: skipped.length }) : t('roster.copied', { count: drafted }),
      )
      close()
      void outdate(client, '/roster-plan')
    },
    fields: { COPY_SAME: 'to', COPY_OVERLAPS: 'to' },
  })
  const against = saving.error instanceof ApiError && saving.error.code === 'COPY_CONFLICTS' ? (saving.error.details as Against) : null
  return (
    <form onSubmit={saving.submit}>
      <Stack>
        <Text size="sm">{t('roster.copyText', { week: format.range(group.from, addDays(group.from, 6)) })}</Text>
        <DayInput label={t('roster.copyTo')} required {...form.getInputProps('to')} />
        <Select
          label={t('roster.copyWeeks')}
          allowDeselect={false}
          data={['1', '2', '3', '4'].map((value) => ({ value, label: t('roster.weeks', { count: Number(value) }) }))}
          {...form.getInputProps('weeks')}
        />
        <Radio.Group label={t('roster.onConflict')} {...form.getInputProps('onConflict')}>
          <Stack gap={6} mt={6}>
            <Radio value="refuse" label={t('roster.refuse')} />
            <Radio value="skip" label={t('roster.skip')} />
          </Stack>
        </Radio.Group>
        {against && (
          <List size="sm" aria-label={t('roster.against')}>
            {against.conflicts.slice(0, 8).map(({ employeeId, employeeName, day, message }) => (
              <List.Item key={employeeId + day}>{[employeeName, format.day(day), message].join(t('ui.dot'))}</List.Item>
            ))}
          </List>
        )}
        <FormFoot error={saving.error} pending={saving.pending} submit={t('roster.copy')} cancel={close} />
      </Stack>
    </form>
  )
}

type Against = { conflicts: { employeeId: string; employeeName: string; day: string; message: string }[] }
