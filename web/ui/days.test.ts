import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typedDay } from './days.ts'

const cases = [
  ['01/12/2026', 'DD/MM/YYYY', '2026-12-01'],
  ['01/12/2026', 'MM/DD/YYYY', '2026-01-12'],
  ['1.2.2026', 'DD.MM.YYYY', '2026-02-01'],
  [' 1-2-2026 ', 'DD/MM/YYYY', '2026-02-01'],
  ['2026-12-01', 'MM/DD/YYYY', '2026-12-01'],
  ['2026/2/9', 'DD.MM.YYYY', '2026-02-09'],
  ['29/02/2028', 'DD/MM/YYYY', '2028-02-29'],
  ['29/02/2027', 'DD/MM/YYYY', null],
  ['31/12/20', 'DD/MM/YYYY', null],
  ['31/13/2026', 'DD/MM/YYYY', null],
  ['31/12', 'DD/MM/YYYY', null],
  ['/12/2026', 'DD/MM/YYYY', null],
  ['tomorrow', 'DD/MM/YYYY', null],
  ['', 'DD/MM/YYYY', null],
] as const
for (const [text, pattern, day] of cases) test(`"${text}" typed as ${pattern} is ${day}`, () => assert.equal(typedDay(text, pattern), day))
