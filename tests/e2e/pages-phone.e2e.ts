import { test } from 'node:test'
import { visitEveryPage } from './visits.ts'

test('every page is accessible on a phone, and nothing it needs is blocked', (t) =>
  visitEveryPage(t, { viewport: { width: 390, height: 844 }, hasTouch: true }, true))
