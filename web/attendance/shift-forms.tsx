import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { removeShift, updateShift, type Shift } from '../../server/modules/attendance/shift.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { ShiftEditForm } from './shift-edit-form.tsx'
import type { ShiftForm } from './shift-setup.ts'

/** What may be done to a shift, one at a time, as the address says. */
export default function ShiftForms(props: { form: ShiftForm; shift: Shift | undefined; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, shift, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/shift', '/roster', '/attendance')
  }
  return (
    <>
      <FormDrawer opened={form === 'add-shift'} title={t('roster.addShift')} close={leave}>
        <ShiftEditForm shift={undefined} close={leave} saved={({ name }) => after(t('roster.shiftAdded', { name }))} />
      </FormDrawer>
      {shift && (
        <>
          <FormDrawer opened={form === 'edit-shift'} title={shift.name} close={leave}>
            <Held current={shift} path="/shifts">
              {(base) => <ShiftEditForm shift={base} close={leave} saved={({ name }) => after(t('holidays.saved', { name }))} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'archive-shift'}
            title={t('shiftSetup.archiveTitle', { name: shift.name })}
            text={t('shiftSetup.archiveText')}
            act={t('shiftSetup.archive')}
            send={() => setActive(shift, false)}
            done={() => after(t('shiftSetup.archivedDone', { name: shift.name }))}
            close={leave}
          />
          <Confirm
            opened={form === 'restore-shift'}
            title={t('shiftSetup.restoreTitle', { name: shift.name })}
            text={t('shiftSetup.restoreText')}
            act={t('shiftSetup.restore')}
            color="good"
            send={() => setActive(shift, true)}
            done={() => after(t('shiftSetup.restoredDone', { name: shift.name }))}
            close={leave}
          />
          <Confirm
            opened={form === 'remove-shift'}
            title={t('holidays.removeTitle', { name: shift.name })}
            text={t('shiftSetup.removeText')}
            act={t('holidays.remove')}
            send={() => call(removeShift, { params: { id: shift.id } })}
            done={() => after(t('holidays.removed', { name: shift.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function setActive({ id, version }: Shift, isActive: boolean) {
  return call(updateShift, { params: { id }, body: { isActive, version } })
}
