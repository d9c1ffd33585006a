import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'
import { formatOf, localeOf } from './formats.ts'

const web = fileURLToPath(new URL('..', import.meta.url))
/** Where dates, times and numbers become words, the counting of dates that needs zones, and the fields. */
const allowed = new Set(['ui/format.ts', 'ui/formats.ts', 'ui/days.ts', 'ui/date-inputs.tsx'])
const files = globSync('**/*.{ts,tsx}', { cwd: web }).filter((file) => !/^dist|\.test\.ts$|\.gen\.ts$|vite\.config/.test(file))

test('dates, times and numbers are formatted in one place, and asked for by fields of one kind', () => {
  const found = files.filter((file) => !allowed.has(file)).flatMap((file) => foreign(file).map((what) => `${file}: ${what}`))
  assert.deepEqual(found, [])
  assert(foreign('ui/formats.ts').includes('Intl'), 'the check finds what it looks for')
  assert(foreign('ui/date-inputs.tsx').includes('<DateInput>'), 'the check finds what it looks for')
})

function foreign(file: string) {
  const found: string[] = []
  const { program } = parseSync(file, readFileSync(web + file, 'utf8'))
  new Visitor({
    MemberExpression({ object, property }) {
      if (object.type === 'Identifier' && object.name === 'Intl') found.push('Intl')
      if (property.type === 'Identifier' && /^toLocale(Date|Time)?String$/.test(property.name)) found.push(property.name)
    },
    JSXOpeningElement({ name, attributes }) {
      if (name.type === 'JSXIdentifier' && /^(Date(Time)?(Picker)?Input|DateTimePicker|Time(Input|Picker))$/.test(name.name))
        found.push(`<${name.name}>`)
      for (const one of attributes)
        if (one.type === 'JSXAttribute' && one.name.name === 'type' && one.value?.type === 'Literal')
          if (/^(date|time|datetime-local|month|week)$/.test(one.value.value)) found.push(`type="${one.value.value}"`)
    },
  }).visit(program)
  return found
}

const evening = '2026-12-01T17:30:00Z'
const jakarta = {
  locale: 'en-GB',
  zone: 'Asia/Jakarta',
  ownZone: 'Asia/Jakarta',
  hereZone: 'Asia/Jakarta',
  clock: '24',
  dates: 'DD/MM/YYYY',
} as const

test('dates are written as the person or else the company has them, and without either as the locale does', () => {
  const written = (dates: Parameters<typeof formatOf>[0]['dates']) => formatOf({ ...jakarta, dates }).date('2026-02-09')
  assert.deepEqual(
    [written('DD/MM/YYYY'), written('MM/DD/YYYY'), written('YYYY-MM-DD'), written('DD.MM.YYYY'), written(null)],
    ['09/02/2026', '02/09/2026', '2026-02-09', '09.02.2026', '9 Feb 2026'],
  )
  assert.equal(formatOf(jakarta).range('2019-12-30', '2020-01-02'), '30/12/2019 – 02/01/2020')
})

test('moments are in the person’s zone, named where it is not the browser’s; times at work stay in the company’s', () => {
  const tokyo = formatOf({ ...jakarta, ownZone: 'Asia/Tokyo' })
  assert.deepEqual([tokyo.instant(evening), tokyo.time(evening), tokyo.clock(evening)], ['02/12/2026, 02:30 GMT+9', '00:30', '00:30'])
  assert.equal(formatOf(jakarta).instant(evening), '02/12/2026, 00:30')
  assert.equal(formatOf({ ...jakarta, hereZone: 'UTC' }).moment(evening), '00:30 GMT+7')
  assert.equal(tokyo.instantOf(tokyo.localOf(new Date(evening))), '2026-12-01T17:30:00.000Z')
})

test('the clock has 12 or 24 hours as the company says', () => {
  assert.equal(
    formatOf({ ...jakarta, clock: '12' })
      .time('2026-12-01T06:05:00Z')
      .toLowerCase(),
    '1:05 pm',
  )
  assert.equal(formatOf(jakarta).time('2026-12-01T06:05:00Z'), '13:05')
})

test('English words follow the order of dates; Arabic has the digits its forms have', () => {
  const tags = ['en-US', 'en']
  assert.deepEqual(
    [
      localeOf('en', tags, 'DD/MM/YYYY'),
      localeOf('en', tags, 'MM/DD/YYYY'),
      localeOf('en', ['en-GB'], 'MM/DD/YYYY'),
      localeOf('en', tags, null),
    ],
    ['en-GB', 'en-US', 'en-US', 'en-US'],
  )
  assert.equal(localeOf('id', ['id-ID'], 'MM/DD/YYYY'), 'id-ID')
  assert.match(formatOf({ ...jakarta, locale: localeOf('ar', [], 'DD/MM/YYYY') }).longDay('2026-12-01'), /^\P{Nd}+1 \p{Script=Arabic}+$/u)
})
