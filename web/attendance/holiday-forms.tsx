import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { removeHoliday, type Holiday } from '../../server/modules/attendance/holiday.contract.ts'
import {
  removeAssignment,
  removeCalendar,
  type CalendarAssignment,
  type HolidayCalendar,
} from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { AssignmentForm, CalendarForm } from './holiday-calendar-forms.tsx'
import { HolidayForm } from './holiday-form.tsx'
import { HolidayImport } from './holiday-import.tsx'

/** What may be done to calendars and holidays, one at a time, as the address says. */
export default function HolidayForms(props: {
  form: string
  calendar: HolidayCalendar | undefined
  year: number
  holiday: Holiday | undefined
  assignment: CalendarAssignment | undefined
  close: (ignoreBlocker?: boolean) => void
  made: (calendarId: string) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, calendar, holiday, assignment, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/holiday', '/attendance')
  }
  const who = assignment?.employeeName ?? assignment?.branchName ?? ''
  return (
    <>
      <FormDrawer opened={form === 'add-calendar'} title={t('holidays.calendar.add')} close={leave}>
        <CalendarForm
          calendar={undefined}
          close={leave}
          saved={(made) => {
            done(t('holidays.saved', { name: made.name }))
            props.made(made.id)
            void outdate(client, '/holiday')
          }}
        />
      </FormDrawer>
      {calendar && (
        <>
          <FormDrawer opened={form === 'edit-calendar'} title={t('holidays.calendar.edit')} close={leave}>
            <Held current={calendar} path="/holiday-calendars">
              {(base) => <CalendarForm calendar={base} close={leave} saved={({ name }) => after(t('holidays.saved', { name }))} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-calendar'}
            title={t('holidays.removeTitle', { name: calendar.name })}
            text={t('holidays.calendar.removeText')}
            act={t('holidays.calendar.remove')}
            send={() => call(removeCalendar, { params: { id: calendar.id } })}
            done={() => after(t('holidays.removed', { name: calendar.name }))}
            close={leave}
          />
          <FormDrawer opened={form === 'add'} title={t('holidays.add')} close={leave}>
            <HolidayForm calendarId={calendar.id} year={props.year} holiday={undefined} close={leave} after={after} />
          </FormDrawer>
          <FormDrawer opened={form === 'import'} title={t('holidays.import.act')} close={leave}>
            <HolidayImport calendar={calendar} year={props.year} close={leave} after={after} />
          </FormDrawer>
          <FormDrawer opened={form === 'assign'} title={t('holidays.use.add')} close={leave}>
            <AssignmentForm calendarId={calendar.id} assignment={undefined} close={leave} after={after} />
          </FormDrawer>
        </>
      )}
      {calendar && holiday && (
        <>
          <FormDrawer opened={form === 'edit'} title={holiday.name} close={leave}>
            <Held current={holiday} path="/holiday-calendars">
              {(base) => <HolidayForm calendarId={calendar.id} year={props.year} holiday={base} close={leave} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove'}
            title={t('holidays.removeTitle', { name: holiday.name })}
            text={t(holiday.yearly ? 'holidays.removeRuleText' : 'holidays.removeText')}
            act={t('holidays.remove')}
            send={() => call(removeHoliday, { params: { id: holiday.id } })}
            done={() => after(t('holidays.removed', { name: holiday.name }))}
            close={leave}
          />
        </>
      )}
      {calendar && assignment && (
        <>
          <FormDrawer opened={form === 'reassign'} title={who} close={leave}>
            <Held current={assignment} path="/holiday-calendars">
              {(base) => <AssignmentForm calendarId={calendar.id} assignment={base} close={leave} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'unassign'}
            title={t('holidays.removeTitle', { name: who })}
            text={t('holidays.use.removeText', { name: calendar.name })}
            act={t('holidays.use.remove')}
            send={() => call(removeAssignment, { params: { id: calendar.id, assignmentId: assignment.id } })}
            done={() => after(t('holidays.removed', { name: who }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}
