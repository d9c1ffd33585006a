import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')

test('what is marked as out of date, or renewed for a form, is a path that routes are read from', async () => {
  const document = JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8')) as { paths: Record<string, Record<string, unknown>> }
  const read = Object.entries(document.paths)
    .filter(([, acts]) => 'get' in acts)
    .map(([path]) => path.replace(/^\/api\/v1/, '').replaceAll(/\{(\w+)\}/g, ':$1'))
  const unknown: string[] = []
  let seen = 0
  for await (const file of glob('web/**/*.{ts,tsx}', { cwd: root, exclude: (name) => name === 'dist' || name === 'node_modules' })) {
    const text = await readFile(join(root, file), 'utf8')
    const acts = [...text.matchAll(/\boutdate\(([^)]*)\)/g)].flatMap(([, sent]) => [...sent!.matchAll(/'(\/[^']*)'/g)])
    const held = [...text.matchAll(/<Held\b[^>]*?\bpath="([^"]*)"/gs)]
    for (const [, path] of [...acts, ...held]) {
      seen += 1
      if (!read.some((one) => one.startsWith(path!))) unknown.push(`${file}: ${path}`)
    }
  }
  assert(seen > 100, `${seen} paths are named`)
  assert.deepEqual(unknown, [])
})
