import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaleToFit, scrollHolding } from './canvas.ts'

test('what lies under the point stays under it, whatever the size becomes', () => {
  for (const [scroll, at, ratio] of [
    [0, 0, 2],
    [120, 300, 1.25],
    [80, 40, 0.5],
  ] as const) {
    const before = scroll + at
    assert.equal(scrollHolding(scroll, at, ratio) + at, before * ratio)
  }
})

test('all of it is seen, never larger than life and never too small to be read', () => {
  const window = { width: 800, height: 400 }
  for (const [whole, scale] of [
    [{ width: 400, height: 200 }, 1],
    [{ width: 1600, height: 200 }, 0.5],
    [{ width: 1600, height: 1000 }, 0.4],
    [{ width: 100_000, height: 100 }, 0.25],
  ] as const)
    assert.equal(scaleToFit(whole, window), scale)
})
