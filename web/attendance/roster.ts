import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body, Data } from '../../server/core/contract.ts'
import { draftCells, type getRosterPlan } from '../../server/modules/attendance/roster-plan.contract.ts'
import { listShifts, type Shift } from '../../server/modules/attendance/shift.contract.ts'
import { ApiError, call, outdate } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { failed } from '../ui/notify.ts'
import { everyPage } from '../ui/every-page.ts'

export type PlanPerson = Data<typeof getRosterPlan>['people'][number]
export type PlanDay = PlanPerson['days'][number]
export type Conflict = PlanDay['conflicts'][number]
type Cell = Body<typeof draftCells>['cells'][number]

/** What a cell is given: a shift by its id, a day off, nothing of one's own, or what is published. */
export type Choice = `shift:${string}` | 'off' | 'clear' | 'keep'
/** A person's date. */
export type Spot = { employeeId: string; day: string; draftId: string | null }

export const spotKey = ({ employeeId, day }: Pick<Spot, 'employeeId' | 'day'>) => `${employeeId} ${day}`

const shiftsQuery = queryOptions({
  queryKey: [listShifts.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { shifts, pagination } = await call(listShifts, { query: { page, limit: 100 }, signal })
      return [shifts, pagination.totalPages]
    }),
  staleTime: 60_000,
})

export function useShifts() {
  return useQuery(shiftsQuery).data
}

export function useShiftsById(): ReadonlyMap<string, Shift> {
  return new Map((useShifts() ?? []).map((shift) => [shift.id, shift]))
}

/** Drafts what was chosen for some dates; what somebody else planned there meanwhile is shown instead. */
export function useDraft(drafted: (count: number) => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  return useMutation({
    scope: { id: 'roster' },
    mutationFn: ({ choice, spots }: { choice: Choice; spots: readonly Spot[] }) =>
      call(draftCells, { body: { cells: spots.map((spot) => cellOf(choice, spot)) } }),
    onSuccess: (_data, { spots }) => drafted(spots.length),
    onError: (error) => failed(error instanceof ApiError && error.code === 'PLAN_CHANGED' ? t('roster.changed') : message(error)),
    onSettled: () => outdate(client, '/roster-plan'),
  })
}

function cellOf(choice: Choice, { employeeId, day, draftId }: Spot): Cell {
  const where = { employeeId, day, draftId }
  return choice.startsWith('shift:')
    ? { ...where, plan: 'shift', shiftId: choice.slice('shift:'.length) }
    : { ...where, plan: choice as 'off' | 'clear' | 'keep' }
}
