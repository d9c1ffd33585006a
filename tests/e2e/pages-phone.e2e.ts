import { test } from 'node:test'
import { visitEveryPage } from './visits.ts'

// The colours of the light are those of the desktop.
test('every page is accessible on a phone, dark, and nothing it needs is blocked', (t) =>
  visitEveryPage(t, { viewport: { width: 390, height: 844 }, hasTouch: true }, ['dark']))
