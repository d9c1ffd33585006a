import { test } from 'node:test'
import { visitEveryPage } from './visits.ts'

test('every page is accessible on a desktop, light and dark, and on a phone, and nothing it needs is blocked', visitEveryPage)
