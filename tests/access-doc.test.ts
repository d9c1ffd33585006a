import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printAccessDoc, readAccessDoc } from '../tools/access-doc.ts'

test('docs/access.md says what the system roles start with', async () => {
  assert.equal(await readAccessDoc(), await printAccessDoc(), 'run `npm run access-doc`')
})
