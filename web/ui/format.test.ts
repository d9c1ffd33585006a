import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'

const web = fileURLToPath(new URL('..', import.meta.url))
/** Where dates, times and numbers become words, the counting of dates that needs zones, and the fields. */
const allowed = new Set(['ui/format.ts', 'ui/days.ts', 'ui/date-inputs.tsx'])
const files = globSync('**/*.{ts,tsx}', { cwd: web }).filter((file) => !/^dist|\.test\.ts$|\.gen\.ts$|vite\.config/.test(file))

test('dates, times and numbers are formatted in one place, and asked for by fields of one kind', () => {
  const found = files.filter((file) => !allowed.has(file)).flatMap((file) => foreign(file).map((what) => `${file}: ${what}`))
  assert.deepEqual(found, [])
  assert(foreign('ui/format.ts').includes('Intl'), 'the check finds what it looks for')
  assert(foreign('ui/date-inputs.tsx').includes('<DateInput>'), 'the check finds what it looks for')
})

function foreign(file: string) {
  const found: string[] = []
  const { program } = parseSync(file, readFileSync(web + file, 'utf8'))
  new Visitor({
    MemberExpression({ object, property }) {
      if (object.type === 'Identifier' && object.name === 'Intl') found.push('Intl')
      if (property.type === 'Identifier' && /^toLocale(Date|Time)?String$/.test(property.name)) found.push(property.name)
    },
    JSXOpeningElement({ name, attributes }) {
      if (name.type === 'JSXIdentifier' && /^(Date(Time)?(Picker)?Input|DateTimePicker|Time(Input|Picker))$/.test(name.name))
        found.push(`<${name.name}>`)
      for (const one of attributes)
        if (one.type === 'JSXAttribute' && one.name.name === 'type' && one.value?.type === 'Literal')
          if (/^(date|time|datetime-local|month|week)$/.test(String(one.value.value))) found.push(`type="${String(one.value.value)}"`)
    },
  }).visit(program)
  return found
}
