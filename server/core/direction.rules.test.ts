import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setApart } from './direction.rules.ts'

test('only what is read from the right is set apart from the figures beside it', () => {
  assert.equal(setApart('مريم الهاشمي'), '\u2068مريم الهاشمي\u2069')
  assert.equal(setApart('Noa נועה'), '\u2068Noa נועה\u2069')
  for (const name of ['Mei Chen', 'Ólafur Þórðarson', '陳美', 'Ιωάννης', '']) assert.equal(setApart(name), name)
})
