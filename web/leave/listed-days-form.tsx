import { ActionIcon, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { LeaveType } from '../../server/modules/leave/leave.balance.contract.ts'
import { listListedDays, replaceListedDays } from '../../server/modules/leave/leave.type.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Close = (ignoreBlocker?: boolean) => void
type Days = Data<typeof listListedDays>['days']

/** The days on which a kind of leave may be taken: optional holidays, of which each person chooses some. */
export default function ListedDaysForm(props: { type: LeaveType; close: Close }) {
  const listed = useQuery({ ...q(listListedDays, { params: { id: props.type.id } }), staleTime: 0 })
  return (
    <Answer query={listed} skeleton={<Skeleton h={120} />}>
      {({ days }) => <Edit {...props} days={days} />}
    </Answer>
  )
}

function Edit({ type, days, close }: { type: LeaveType; days: Days; close: Close }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { days },
    validate: {
      days: {
        day: (value, values) => {
          if (!value) return t('auth.needed')
          return values.days.filter((one) => one.day === value).length > 1 ? t('leave.listed.twice') : null
        },
        name: (value) => (value.trim() ? null : t('auth.needed')),
      },
    },
  })
  const save = useSave(form, {
    send: (values) => {
      const sent = values.days.map(({ day, name }) => ({ day, name: name.trim() }))
      return call(replaceListedDays, { params: { id: type.id }, body: { days: sent } })
    },
    saved: () => {
      done(t('leave.kinds.changed', { name: type.name }))
      close(true)
      void outdate(client, '/leave')
    },
  })
  const rows = form.values.days
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {rows.length === 0 ? t('leave.listed.empty') : t('leave.listed.line')}
        </Text>
        {rows.map((_, index) => (
          // Rows have nothing of their own to be known by: they are added at the end and removed by their place.
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <DayInput aria-label={t('leave.listed.dayOf', { number: index + 1 })} {...form.getInputProps(`days.${index}.day`)} />
            <TextInput
              style={{ flex: 1 }}
              maxLength={80}
              aria-label={t('leave.listed.nameOf', { number: index + 1 })}
              placeholder={t('leave.listed.name')}
              {...form.getInputProps(`days.${index}.name`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={4}
              aria-label={t('leave.listed.removeOf', { number: index + 1 })}
              onClick={() => form.removeListItem('days', index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          w="fit-content"
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={rows.length >= 400}
          onClick={() => form.insertListItem('days', { day: '', name: '' })}
        >
          {t('leave.listed.add')}
        </Button>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('ui.saveChanges')}
          disabled={!form.isDirty()}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
