import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesOf, invitationState, renewedExpiry, resendWaitSeconds } from './users.rules.ts'

const before = { email: 'mei@acme.test', username: 'mei', firstName: 'Mei', lastName: 'Chen' }

test('what differs is what is left after trimming and lower case; nothing differing is nothing', () => {
  const cases: [Parameters<typeof changesOf>[1], ReturnType<typeof changesOf>][] = [
    [{}, undefined],
    [{ firstName: ' Mei', email: 'MEI@acme.test', username: 'Mei', lastName: undefined }, undefined],
    [{ firstName: ' Maya ', lastName: 'Chen' }, { firstName: 'Maya' }],
    [{ username: null }, { username: null }],
    [
      { username: 'New.One', email: 'New@acme.test' },
      { email: 'new@acme.test', username: 'new.one' },
    ],
  ]
  for (const [asked, expected] of cases) assert.deepEqual(changesOf(before, asked), expected, JSON.stringify(asked))
})

test('an invitation is open until the instant it expires; one closed after that stays expired', () => {
  const [early, end, late] = ['2026-07-29T11:59:59.999Z', '2026-07-29T12:00:00.000Z', '2026-07-30T00:00:00.000Z']
  const cases: [string | null, string | null, string, string][] = [
    [null, null, early, 'open'],
    [null, null, end, 'expired'],
    [early, null, late, 'accepted'],
    [null, early, early, 'revoked'],
    [null, early, late, 'revoked'],
    [null, end, late, 'expired'],
    [null, late, late, 'expired'],
  ]
  for (const [acceptedAt, revokedAt, now, state] of cases)
    assert.equal(invitationState({ acceptedAt, revokedAt, expiresAt: end }, now), state, `${acceptedAt} ${revokedAt} ${now}`)
})

test('a mail is sent again a minute after the one before, and works for as long as that one did', () => {
  const sentAt = '2026-07-29T12:00:00.000Z'
  const waits = ['12:00:00.000', '12:00:00.001', '12:00:59.001', '12:01:00.000', '12:30:00.000'].map((time) =>
    resendWaitSeconds(sentAt, `2026-07-29T${time}Z`),
  )
  assert.deepEqual(waits, [60, 60, 1, 0, 0])
  assert.equal(renewedExpiry({ sentAt, expiresAt: '2026-08-01T12:00:00.000Z' }, '2026-09-01T08:30:00.000Z'), '2026-09-04T08:30:00.000Z')
})
