import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Shift } from '../../server/modules/attendance/shift.contract.ts'

const route = getRouteApi('/_app/time/shifts')
export const shiftForms = [
  'add-shift',
  'edit-shift',
  'archive-shift',
  'restore-shift',
  'remove-shift',
  'assign',
  'reassign',
  'unassign',
  'add-roster',
  'edit-roster',
  'remove-roster',
  'add-member',
  'edit-member',
  'remove-member',
] as const
export type ShiftForm = (typeof shiftForms)[number]
type Search = ReturnType<typeof route.useSearch>

/** What the address says about shifts, and how it is changed. */
export function useShiftSetup() {
  const navigate = useNavigate({ from: '/time/shifts' })
  return {
    search: route.useSearch(),
    go: (to: Partial<Search>) => void navigate({ search: (old) => ({ ...old, ...to }) }),
    open: (form: ShiftForm, id?: string) => void navigate({ search: ({ id: _id, ...old }) => ({ ...old, form, ...(id && { id }) }) }),
    close: (ignoreBlocker = false) => void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true }),
  }
}

/** Whether a shift ends on the day after it begins. */
export const isOvernight = ({ startTime, endTime }: Pick<Shift, 'startTime' | 'endTime'>) => endTime <= startTime

/** Minutes from start to end by the clock; equal times are 24 hours. */
export function lengthOf({ startTime, endTime }: Pick<Shift, 'startTime' | 'endTime'>) {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return (minutes(endTime) - minutes(startTime) + 1440) % 1440 || 1440
}
