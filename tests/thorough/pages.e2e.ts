import { test } from 'node:test'
import { visitElsewhere, visitEveryPage, visitNarrow } from './visits.ts'

test('every page is accessible on a desktop, light and dark, and on a phone, and nothing it needs is blocked', visitEveryPage)

test('pages that other tests look at in the light are accessible on a tablet in the dark', visitElsewhere)

test('tables are read on a phone without scrolling sideways', visitNarrow)
