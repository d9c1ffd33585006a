import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import { graceDays, reminderDays, reminderDue } from './employees.expiry.rules.ts'

const expiresOn = '2027-03-01'
const cases: readonly (readonly [daysLeft: number, remindedFor: number | null, due: number | null, why: string])[] = [
  [61, null, null, 'too early'],
  [60, null, 60, 'on the first day'],
  [60, 60, null, 'sent this morning'],
  [59, 60, null, 'between two'],
  [45, null, 60, 'entered, or the job was down: the one that was missed'],
  [31, 60, null, 'the day before the second'],
  [30, 60, 30, 'the second'],
  [30, null, 30, 'the first was missed: only the nearest'],
  [29, 60, 30, 'a day late'],
  [8, 30, null, 'the day before the third'],
  [7, 30, 7, 'the third'],
  [7, 60, 7, 'the second was missed'],
  [1, 30, 7, 'late'],
  [1, 7, null, 'the day before the end'],
  [0, 7, 0, 'the day itself'],
  [0, null, 0, 'the day itself, none before'],
  [0, 0, null, 'sent already'],
  [-1, 7, 0, 'the day itself was missed'],
  [-graceDays, 7, 0, 'as late as it may be'],
  [-graceDays - 1, 7, null, 'long over'],
  [-400, null, null, 'entered when it was long over'],
]

for (const [daysLeft, remindedFor, due, why] of cases) {
  test(`${daysLeft} days left, reminded for ${remindedFor}: ${due === null ? 'no reminder' : `that of ${due} days`} (${why})`, () => {
    assert.equal(reminderDue(expiresOn, addDays(expiresOn, -daysLeft), remindedFor), due)
  })
}

test('however often and on whichever days the job runs, no reminder is sent twice and they come nearer to the end', () => {
  const days = fc.array(fc.integer({ min: -30, max: 100 }), { maxLength: 60 })
  fc.assert(
    fc.property(days, (runs) => {
      const sent: number[] = []
      for (const daysLeft of runs.toSorted((a, b) => b - a)) {
        const due = reminderDue(expiresOn, addDays(expiresOn, -daysLeft), sent.at(-1) ?? null)
        if (due !== null) sent.push(due)
      }
      assert.deepEqual(
        sent,
        [...new Set(sent)].toSorted((a, b) => b - a),
      )
    }),
  )
})

test('a job that runs every day sends each reminder on its day', () => {
  let remindedFor: number | null = null
  const sent: [number, number][] = []
  for (let daysLeft = 100; daysLeft >= -30; daysLeft -= 1) {
    const due = reminderDue(expiresOn, addDays(expiresOn, -daysLeft), remindedFor)
    if (due !== null) sent.push([daysLeft, (remindedFor = due)])
  }
  assert.deepEqual(
    sent,
    reminderDays.map((days) => [days, days]),
  )
})
