import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { addSubstitute } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { call, outdate } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { addDays } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { ColleagueSelect } from './colleague-select.tsx'

const refusals = {
  OWN_SUBSTITUTE: 'substituteId',
  USER_NOT_FOUND: 'substituteId',
  DATES_REVERSED: 'lastDay',
  DATES_PAST: 'lastDay',
  RANGE_TOO_LONG: 'lastDay',
  APPROVAL_SUBSTITUTE_OVERLAP: 'firstDay',
}
const USUAL_DAYS = 7

/** Lets somebody decide for me, or for a colleague where I oversee approvals, on some days. */
export default function SubstituteForm(props: { close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const me = useMe()
  const oversees = can(me, 'workflow.oversee')
  const form = useForm({
    initialValues: {
      userId: null as string | null,
      substituteId: null as string | null,
      firstDay: format.today(),
      lastDay: addDays(format.today(), USUAL_DAYS - 1),
    },
    validate: {
      substituteId: (value) => (value ? null : t('auth.needed')),
      firstDay: (value) => (value ? null : t('auth.needed')),
      lastDay: (value, { firstDay }) => (!value ? t('auth.needed') : value < firstDay ? t('workflows.substitute.reversed') : null),
    },
  })
  const save = useSave(form, {
    send: ({ userId, substituteId, firstDay, lastDay }, keyFor) => {
      const body = { ...(userId && { userId }), substituteId: substituteId ?? '', firstDay, lastDay }
      return call(addSubstitute, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ substitute }) => {
      void outdate(client, '/approval-substitutes', '/approvals')
      done(t('workflows.substitute.done', { name: substitute.substituteName, person: substitute.userName }))
      props.close(true)
    },
    fields: refusals,
  })
  const { userId, substituteId } = form.values
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {t('workflows.substitute.text')}
        </Text>
        {oversees && (
          <ColleagueSelect
            label={t('workflows.substitute.forWhom')}
            placeholder={t('workflows.substitute.forMe')}
            {...form.getInputProps('userId')}
          />
        )}
        <ColleagueSelect
          label={t('workflows.substitute.who')}
          required
          except={userId ?? me.user.id}
          {...form.getInputProps('substituteId')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <DayInput label={t('workflows.substitute.firstDay')} required {...form.getInputProps('firstDay')} />
          <DayInput label={t('workflows.substitute.lastDay')} required {...form.getInputProps('lastDay')} />
        </SimpleGrid>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('workflows.substitute.add')}
          disabled={substituteId === null}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
