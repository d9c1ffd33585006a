import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseTypeSettings } from './leave-type.rules.ts'
import type { TypeSettings } from './leave-type.rules.ts'

const settings: TypeSettings = {
  unit: 'days',
  tracksBalance: true,
  carryOver: 'none',
  carryLimit: null,
  carryExpiresAfterDays: null,
  carryExpiresOn: null,
  encashable: false,
  maxEncashable: null,
  lapseAfterDays: null,
  yearlyAmount: '20',
  maxBalance: null,
  maxPerRequest: null,
}

test('settings that contradict each other are refused with the field', () => {
  const untracked = { tracksBalance: false, yearlyAmount: null }
  const cases: [what: Partial<TypeSettings>, field: string | null][] = [
    [{}, null],
    [{ carryOver: 'all' }, null],
    [{ carryOver: 'all', carryExpiresOn: '03-31' }, null],
    [{ carryOver: 'limited', carryLimit: '5', carryExpiresAfterDays: 90 }, null],
    [{ carryOver: 'limited' }, 'carryLimit'],
    [{ carryOver: 'limited', carryLimit: '0' }, 'carryLimit'],
    [{ carryOver: 'all', carryLimit: '5' }, 'carryLimit'],
    [{ carryOver: 'all', carryExpiresOn: '03-31', carryExpiresAfterDays: 90 }, 'carryExpiresOn'],
    [{ carryExpiresOn: '03-31' }, 'carryExpiresOn'],
    [{ maxBalance: '0.0' }, 'maxBalance'],
    [{ maxPerRequest: '0' }, 'maxPerRequest'],
    [{ maxEncashable: '0' }, 'maxEncashable'],
    [untracked, null],
    [{ ...untracked, yearlyAmount: '0' }, null],
    [{ tracksBalance: false }, 'yearlyAmount'],
    [{ ...untracked, carryOver: 'all' }, 'carryOver'],
    [{ ...untracked, encashable: true }, 'encashable'],
    [{ ...untracked, lapseAfterDays: 30 }, 'lapseAfterDays'],
  ]
  for (const [changes, field] of cases) {
    const refusal = refuseTypeSettings({ ...settings, ...changes })
    assert.deepEqual(
      [refusal?.code ?? null, refusal?.details['field'] ?? null],
      field ? ['LEAVE_TYPE_SETTINGS', field] : [null, null],
      JSON.stringify(changes),
    )
  }
})

test('the unit stays once somebody has leave of that kind', () => {
  assert.equal(refuseTypeSettings({ ...settings, unit: 'hours' }, { unit: 'days', isUsed: false }), null)
  assert.equal(refuseTypeSettings({ ...settings, unit: 'hours' }, { unit: 'days', isUsed: true })?.details['field'], 'unit')
  assert.equal(refuseTypeSettings(settings, { unit: 'days', isUsed: true }), null)
})
