import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { allMutants } from './mutants.ts'

test('what the mutation run takes away stands in the sources exactly once', async () => {
  const root = join(import.meta.dirname, '..')
  const wrong: string[] = []
  for (const mutant of await allMutants([])) {
    if (!('file' in mutant)) continue
    const times = (await readFile(join(root, mutant.file), 'utf8')).split(mutant.from).length - 1
    if (times !== 1) wrong.push(`${mutant.name}: ${times} times in ${mutant.file}`)
  }
  assert.deepEqual(wrong, [])
})
