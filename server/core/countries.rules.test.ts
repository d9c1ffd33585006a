import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countryCodes, countryDefaults, currencyOf, countryOfZone, zonesOf } from './countries.rules.ts'

test('a country gives currency, week, formats and, where there is one, the zone', () => {
  assert.deepEqual(countryDefaults('ID'), {
    currency: 'IDR',
    weekStart: 7,
    workingDays: [1, 2, 3, 4, 5],
    dateFormat: 'DD/MM/YYYY',
    timeFormat: '24',
  })
  assert.partialDeepStrictEqual(countryDefaults('SA'), { currency: 'SAR', workingDays: [1, 2, 3, 4, 7], timeZone: 'Asia/Riyadh' })
  assert.partialDeepStrictEqual(countryDefaults('US'), { currency: 'USD', weekStart: 7, dateFormat: 'MM/DD/YYYY', timeFormat: '12' })
  assert.partialDeepStrictEqual(countryDefaults('DE'), { currency: 'EUR', weekStart: 1, dateFormat: 'DD.MM.YYYY', timeFormat: '24' })
  assert.deepEqual(countryDefaults('IN').workingDays, [1, 2, 3, 4, 5])
  assert.equal(countryDefaults('SE').dateFormat, 'YYYY-MM-DD')
  assert.deepEqual(countryDefaults('ZZ'), {})
})

test('every country has a currency the engine knows and a name, and every zone is one', () => {
  const [currencies, names] = [new Set(Intl.supportedValuesOf('currency')), new Intl.DisplayNames('en', { type: 'region' })]
  assert.deepEqual(
    countryCodes.filter((code) => !currencies.has(currencyOf(code)!) || names.of(code) === code),
    [],
  )
  assert.ok(countryCodes.length > 240)
  const zones = new Set(Intl.supportedValuesOf('timeZone'))
  assert.deepEqual(
    countryCodes.flatMap(zonesOf).filter((zone) => !zones.has(zone)),
    [],
  )
})

test('a zone says in which country somebody is', () => {
  assert.deepEqual(['Asia/Jakarta', 'Asia/Jayapura', 'Europe/London', 'America/New_York'].map(countryOfZone), ['ID', 'ID', 'GB', 'US'])
  assert.equal(countryOfZone('UTC'), undefined)
  assert.ok(zonesOf('ID').length > 1)
})
