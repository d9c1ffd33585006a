import { test } from 'node:test'
import { eat } from '../pears/pears.service.ts'

test('a test may look inside', () => {
  eat()
})
