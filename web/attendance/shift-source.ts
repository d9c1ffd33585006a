import { getShift, listShifts, type Shift } from '../../server/modules/attendance/shift.contract.ts'
import { call } from '../api.ts'
import type { Source } from '../ui/found.tsx'

const optionOf = ({ id, name, startTime, endTime }: Shift) => ({ value: id, label: name, line: `${startTime}–${endTime}` })

/** Shifts that can be assigned. */
export const shiftSource: Source = {
  url: listShifts.url,
  async find(asked, signal) {
    const { shifts } = await call(listShifts, { query: { active: true, limit: 20, ...(asked && { q: asked }) }, signal })
    return shifts.map(optionOf)
  },
  async one(id, signal) {
    return optionOf((await call(getShift, { params: { id }, signal })).shift)
  },
}
