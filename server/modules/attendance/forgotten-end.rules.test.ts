import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instantOf } from '../../core/dates.ts'
import type { ClockAct } from './attendance.rules.ts'
import { forgottenEnd } from './forgotten-end.rules.ts'

const at = (time: string) => instantOf(time.startsWith('+') ? '2026-03-03' : '2026-03-02', time.replace('+', ''), 'UTC')
const punches = (text: string) =>
  text.split(', ').map((part) => {
    const [kind, time] = part.split(' ') as [ClockAct, string]
    return { kind, at: at(time) }
  })
/** 09:00–17:30 with an hour of break, and two hours of tolerance. */
const day = { scheduledMinutes: 450, scheduledBreakMinutes: 60, closesAt: Date.parse(at('17:30')), afterMinutes: 120 }

const cases: [what: string, entries: string, now: string, end: string | null][] = [
  ['a minute before it is due', 'start 09:00', '19:29', null],
  ['when it is due', 'start 09:00', '19:30', '19:30'],
  ['however late it is asked', 'start 09:00', '+12:00', '19:30'],
  ['who came late is let stay as much longer', 'start 10:00', '+12:00', '20:30'],
  ['a break that was taken is not waited for', 'start 09:00, break 12:00, resume 13:00', '+12:00', '19:30'],
  ['of a shorter one the rest is', 'start 09:00, break 12:00, resume 12:20', '+12:00', '19:30'],
  ['a longer one makes it later', 'start 09:00, break 12:00, resume 14:00', '+12:00', '20:30'],
  ['what was worked earlier counts', 'start 06:00, end 08:00, start 12:00', '+12:00', '20:30'],
  ['who forgot to come back from a break', 'start 09:00, break 16:00', '+12:00', '19:30'],
  ['on a break before it is due', 'start 09:00, break 16:00', '19:29', null],
  ['who comes back in the evening has the tolerance', 'start 09:00, end 17:30, start 21:00', '+12:00', '23:00'],
  ['who went home has nothing to be ended', 'start 09:00, end 17:00', '+12:00', null],
]
for (const [what, entries, now, end] of cases) {
  test(`the forgotten end: ${what}`, () => {
    const found = forgottenEnd({ ...day, entries: punches(entries), now: at(now) })
    assert.equal(found === null ? null : new Date(found).toISOString().slice(11, 16), end)
  })
}

test('nobody is ended on a day without scheduled time', () => {
  assert.equal(forgottenEnd({ ...day, scheduledMinutes: 0, entries: punches('start 09:00'), now: at('+12:00') }), null)
})

test('property: asked later it says the same, and never an instant before the last punch', () => {
  const minute = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(fc.uniqueArray(minute, { minLength: 1, maxLength: 7 }), minute, minute, (minutes, sooner, later) => {
      const first = Date.parse(at('00:00'))
      const kinds: ClockAct[] = ['start', 'break', 'resume']
      const entries = minutes
        .sort((a, b) => a - b)
        .map((one, index) => ({
          kind: index === 0 ? kinds[0]! : kinds[index % 2 ? 1 : 2]!,
          at: new Date(first + one * 60_000).toISOString(),
        }))
      const last = Math.max(...minutes)
      const ask = (after: number) => forgottenEnd({ ...day, entries, now: new Date(first + (last + 1 + after) * 60_000).toISOString() })
      const [one, two] = [ask(Math.min(sooner, later)), ask(Math.max(sooner, later))]
      if (one !== null) assert.equal(two, one)
      if (two !== null) assert(two >= first + last * 60_000)
    }),
  )
})
