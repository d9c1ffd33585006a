import type { Shift } from '../server/modules/attendance/shift.rules.ts'

/** A shift as one is made with nothing but its times. */
export const shift = (id: string, start: string, end: string, more: Partial<Shift> = {}): Shift => ({
  id,
  name: id,
  start,
  end,
  breakMinutes: 0,
  windowBeforeMinutes: 120,
  windowAfterMinutes: 240,
  lateGraceMinutes: null,
  earlyGraceMinutes: null,
  halfDayBelowMinutes: null,
  absentBelowMinutes: null,
  counting: 'pairs',
  countEarly: true,
  countLate: true,
  onDaysOff: 'work',
  onHolidays: 'off',
  ...more,
})
