import { daysBetween } from '../../core/dates.ts'

/** Days before a document's end at which its reminders are due; 0 is the day itself. */
export const reminderDays = [60, 30, 7, 0] as const

/** How many days after its end a document's last reminder may still go out, when the days before were missed. */
export const graceDays = 7

/**
 * Which reminder of a document is due, as days before its end; null when none is. Reminders that were missed are not made
 * up for: the nearest to the end stands for them. Days are 'YYYY-MM-DD'.
 * @param remindedFor the reminder that was sent last, null when none was
 */
export function reminderDue(expiresOn: string, today: string, remindedFor: number | null): number | null {
  const daysLeft = daysBetween(today, expiresOn)
  const reached = reminderDays.filter((days) => days >= daysLeft)
  if (reached.length === 0 || daysLeft < -graceDays) return null
  const nearest = Math.min(...reached)
  return remindedFor === null || remindedFor > nearest ? nearest : null
}
