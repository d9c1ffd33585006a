import { NumberInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  addMember,
  changeMember,
  removeMember,
  removeRoster,
  type Roster,
  type RosterMember,
} from '../../server/modules/attendance/roster.contract.ts'
import { call, outdate } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { FromUntil } from './from-until.tsx'
import { RotationForm } from './rotation-form.tsx'
import type { ShiftForm } from './shift-setup.ts'

type Close = (ignoreBlocker?: boolean) => void

/** What may be done to rosters and to who turns in them, one at a time, as the address says. */
export default function RosterSetupForms(props: {
  form: ShiftForm
  roster: Roster | undefined
  member: RosterMember | undefined
  close: Close
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, roster, member, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/rosters', '/roster-plan', '/attendance')
  }
  const saved = ({ name }: Roster) => after(t('holidays.saved', { name }))
  return (
    <>
      <FormDrawer opened={form === 'add-roster'} title={t('shiftSetup.rosters.add')} close={leave}>
        <RotationForm roster={undefined} close={leave} saved={saved} />
      </FormDrawer>
      {roster && (
        <>
          <FormDrawer opened={form === 'edit-roster'} title={roster.name} close={leave}>
            <Held current={roster} path="/rosters">
              {(base) => <RotationForm roster={base} close={leave} saved={saved} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-roster'}
            title={t('holidays.removeTitle', { name: roster.name })}
            text={t('shiftSetup.rosters.removeText')}
            act={t('holidays.remove')}
            send={() => call(removeRoster, { params: { id: roster.id } })}
            done={() => after(t('holidays.removed', { name: roster.name }))}
            close={leave}
          />
          <FormDrawer opened={form === 'add-member'} title={t('shiftSetup.rosters.addMember')} close={leave}>
            <MemberForm roster={roster} member={undefined} close={close} after={after} />
          </FormDrawer>
        </>
      )}
      {roster && member && (
        <>
          <FormDrawer opened={form === 'edit-member'} title={member.employeeName} close={leave}>
            <Held current={member} path="/rosters">
              {(base) => <MemberForm roster={roster} member={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-member'}
            title={t('shiftSetup.rosters.removeMemberTitle', { name: member.employeeName, roster: roster.name })}
            text={t('shiftSetup.rosters.removeMemberText')}
            act={t('shiftSetup.rosters.removeMember')}
            send={() => call(removeMember, { params: { id: roster.id, memberId: member.id } })}
            done={() => after(t('holidays.removed', { name: member.employeeName }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function MemberForm(props: { roster: Roster; member: RosterMember | undefined; close: Close; after: (words: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { roster, member, close, after } = props
  const form = useForm({
    initialValues: {
      employeeId: member?.employeeId ?? null,
      offsetDays: (member?.offsetDays ?? 0) as number | string,
      firstDay: member?.firstDay ?? format.today(),
      lastDay: member?.lastDay ?? '',
    },
    validate: {
      employeeId: (value) => (value ? null : t('auth.needed')),
      firstDay: (value) => (value ? null : t('auth.needed')),
    },
  })
  const save = useSave(form, {
    send: ({ employeeId, offsetDays, firstDay, lastDay }, keyFor) => {
      const turn = { offsetDays: Number(offsetDays), firstDay, lastDay: lastDay || null }
      if (member) {
        const params = { id: roster.id, memberId: member.id }
        return call(changeMember, { params, body: { ...turn, version: member.version } })
      }
      const body = { ...turn, employeeId: employeeId! }
      return call(addMember, { params: { id: roster.id }, body, idempotencyKey: keyFor(body) })
    },
    saved: ({ member: saved }) => after(t('holidays.saved', { name: saved.employeeName })),
    fields: { ROSTER_MEMBER_OVERLAP: 'firstDay', ROSTER_MEMBER_DAYS: 'lastDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {!member && <PersonSelect label={t('shiftSetup.use.person')} required {...form.getInputProps('employeeId')} />}
        <NumberInput
          label={t('shiftSetup.rosters.offset')}
          description={t('shiftSetup.rosters.offsetHint')}
          min={0}
          max={365}
          allowDecimal={false}
          {...form.getInputProps('offsetDays')}
        />
        <FromUntil form={form} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={member ? t('ui.saveChanges') : t('shiftSetup.rosters.addMember')}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
