import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { before, test } from 'node:test'
import type { TSchema } from 'typebox'
import { mediaTypeOf } from '../server/core/contract.ts'
import type { Contract, DomainEvent, Permission } from '../server/core/contract.ts'
import { validatorFor } from '../server/core/validation.ts'
import { modules } from '../server/modules.ts'
import { nameOf } from './plausible.ts'

const sources = new Map<string, string>()
const contracts: { file: string; name: string; contract: Contract }[] = []
const events: { file: string; event: DomainEvent }[] = []

before(async () => {
  const folders = '{server,web,tools,tests,db,bench}/**/*.{ts,tsx,mjs}'
  for (const file of await Array.fromAsync(glob(folders, { exclude: ['tests/canary/**', 'web/dist/**'] })))
    sources.set(file, await readFile(file, 'utf8'))
  for (const file of [...sources.keys()].filter((name) => name.endsWith('.contract.ts'))) {
    const exported = (await import(`../${file}`)) as Record<string, object>
    for (const [name, value] of Object.entries(exported).filter(([, one]) => typeof one === 'object')) {
      if (value && 'url' in value && 'config' in value) contracts.push({ file, name, contract: value as Contract })
      if (value && 'kind' in value && 'story' in value) events.push({ file, event: value as DomainEvent })
    }
  }
})

const inModules = () => [...sources].filter(([file]) => file.startsWith('server/modules/'))
const ofServer = () => [...sources].filter(([file]) => file.startsWith('server/') && !file.endsWith('.test.ts'))
const failing = <T>(items: Iterable<T>, isWrong: (item: T) => boolean, say: (item: T) => string) => [...items].filter(isWrong).map(say)

/** Files whose kind the table of architecture.md does not have, with what they are. */
const otherKinds = {
  'server/modules/auth/password.ts': 'argon2id, which is neither a rule nor a use case',
  'server/modules/leave/leave.events.ts': 'what several services put into the same events',
}

test('a module holds files of the known kinds only, named after what they are about', () => {
  const odd = failing(
    inModules(),
    ([file]) =>
      !/^server\/modules\/([a-z-]+)\/(index|[a-z-]+(\.[a-z-]+)?\.(contract|routes|service|rules|queries|jobs|system)|[a-z-]+(\.[a-z-]+)*\.test)\.ts$/.test(
        file,
      ),
    ([file]) => file,
  )
  assert.deepEqual(odd.sort(), Object.keys(otherKinds).sort())
  const folders = new Set(inModules().map(([file]) => basename(dirname(file))))
  assert.deepEqual([...folders].sort(), modules.map(({ name }) => name).sort())
})

const linesOf = (text: string) => text.split('\n').length - 1
const lineLimits: readonly (readonly [RegExp, number])[] = [
  [/^(db\/types|web\/routeTree\.gen)\.ts$/, Infinity],
  [/\.contract\.ts$/, 250],
  [/\.routes\.ts$/, 120],
  [/\.jobs\.ts$/, 150],
  [/^server\/modules\/[^/]+\/index\.ts$/, 40],
  [/./, 300],
]
test('no file is longer than its kind may be', () => {
  const limitOf = (file: string) => lineLimits.find(([kind]) => kind.test(file))![1]
  const over = failing(
    sources,
    ([file, text]) => linesOf(text) > limitOf(file),
    ([file]) => file,
  )
  assert.deepEqual(over, [])
})

test("a module's index hands on what others may use and the module itself, and does nothing", () => {
  for (const [file, text] of inModules().filter(([name]) => name.endsWith('/index.ts'))) {
    const name = basename(dirname(file)).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    const allowed = new RegExp(`^(import |export (type )?\\{|export const ${name}: Module = \\{$|\\}|//|/\\*\\*| \\*|\\s|$)`)
    assert.deepEqual(
      failing(text.split('\n'), (line) => !allowed.test(line), String),
      [],
      file,
    )
    assert.match(text, new RegExp(`^export const ${name}: Module = `, 'm'), file)
  }
})

test('every exported contract is registered by exactly one app.route of its own module', () => {
  for (const { file, name, contract } of contracts) {
    const routes = sources.get(file.replace('.contract.ts', '.routes.ts')) ?? assert.fail(`${file} has no routes beside it`)
    assert.equal(routes.split(new RegExp(`\\.\\.\\.contract\\.${name}\\b`)).length - 1, 1, `${file}: ${name}`)
    assert(contract.url.startsWith('/') && !contract.url.endsWith('/'), name)
  }
  const registered = inModules()
    .filter(([file]) => file.endsWith('.routes.ts'))
    .map(([, text]) => text.split('app.route({').length - 1)
  assert.equal(
    registered.reduce((sum, count) => sum + count, 0),
    contracts.length,
  )
  assert.equal(new Set(contracts.map(({ contract }) => nameOf(contract))).size, contracts.length)
})

test('every contract has a summary that reads as a line of a table of contents', () => {
  for (const { contract } of contracts) assert.match(contract.schema.summary, /^[A-Z].{4,}[^.]$/, nameOf(contract))
})

test('every body has an example that its schema takes', () => {
  for (const { contract } of contracts.filter(({ contract: { schema } }) => schema.body)) {
    const { body } = contract.examples ?? {}
    assert.notEqual(body, undefined, `${nameOf(contract)} has no example`)
    const checked = validatorFor(contract.schema.body as TSchema, 'body')(body)
    assert(!('error' in checked), `${nameOf(contract)}: ${JSON.stringify('error' in checked && checked.error.faults)}`)
  }
})

test('every query that needs something has an example that its schema takes', () => {
  for (const { contract } of contracts) {
    const { querystring } = contract.schema as { querystring?: { required?: string[] } }
    if (!querystring) continue
    const checked = validatorFor(querystring, 'querystring')({ ...contract.examples?.querystring })
    assert(!('error' in checked), `${nameOf(contract)}: ${JSON.stringify('error' in checked && checked.error.faults)}`)
  }
})

test('bodies, parameters and query strings are closed: what they do not name is refused', () => {
  for (const { contract } of contracts) {
    const { params, querystring, body } = contract.schema
    for (const part of [params, querystring, body].filter((schema) => schema !== undefined)) {
      assert.equal((part as { additionalProperties?: unknown }).additionalProperties, false, nameOf(contract))
    }
  }
})

test('what is created answers 201, what is read 200, and every answer names what it holds', () => {
  for (const { contract } of contracts) {
    const [[status, schema]] = Object.entries(contract.schema.response) as [[string, { type: string; properties: object }]]
    if (contract.method !== 'POST') assert.equal(status, '200', nameOf(contract))
    assert(['200', '201', '202'].includes(status), nameOf(contract))
    if (mediaTypeOf(schema) === undefined) assert.equal(schema.type, 'object', nameOf(contract))
  }
})

test('every permission opens a route or narrows rows, and none is used that nobody declares', () => {
  const declared = modules.flatMap(({ permissions }) => permissions.map(({ code }) => code as string))
  assert.equal(new Set(declared).size, declared.length)
  // `visible(ctx, code, column)`, or one of the helpers that hand the code on to it.
  const narrowing = ofServer().flatMap(([, text]) =>
    [...text.matchAll(/\b(?:visible\(ctx, |(?:select|get|refuse)\w+\(ctx, (?:\w+, )?)'([a-z-]+\.[a-z-]+)'/g)].map(([, code]) => code!),
  )
  const opening = contracts
    .map(({ contract }) => contract.config.access as string)
    .filter((access) => !['public', 'self', 'operator'].includes(access))
  const used = new Set([...narrowing, ...opening])
  assert.deepEqual(
    declared.filter((code) => !used.has(code)),
    [],
  )
  assert.deepEqual(
    [...used].filter((code) => !declared.includes(code)),
    [],
  )
})

test('every permission says what it is, what it may reach, and belongs to resource.verb', () => {
  for (const { code, title, description, reaches: allowed, roles } of modules.flatMap(({ permissions }) => permissions)) {
    assert.match(code, /^[a-z-]+\.[a-z-]+$/)
    assert(title.length > 5 && description.length > 5 && allowed.length > 0, code)
    for (const reach of Object.values(roles)) assert(allowed.includes(reach), `${code} gives a role ${reach}, which it does not allow`)
  }
})

test('a permission needs the feature that every route asking for it needs', () => {
  for (const { code, feature } of modules.flatMap<Permission>(({ permissions }) => permissions)) {
    const asked = new Set(
      contracts.filter(({ contract }) => contract.config.access === code).map(({ contract }) => contract.config.feature),
    )
    const [only] = asked.size === 1 ? asked : []
    assert.equal(
      feature,
      only,
      `${code}: its routes ask for ${[...asked].join() || 'no feature'}, so the permission says feature: ${String(only)}`,
    )
  }
})

test('no permission of ours begins like those that companies add', () => {
  for (const { code } of modules.flatMap(({ permissions }) => permissions)) assert(!code.startsWith('x-'), code)
})

test('every event has a kind of its own, is declared by its module and tells a story of what it carries', () => {
  const declared = modules.flatMap((module) => module.events)
  assert.deepEqual(declared.map(({ kind }) => kind).sort(), events.map(({ event }) => event.kind).sort())
  assert.equal(new Set(declared.map(({ kind }) => kind)).size, declared.length)
  for (const { kind, story, data } of declared) {
    assert.match(kind, /^[a-z-]+\.[a-z-]+$/)
    const { properties = {} } = data as { properties?: object }
    for (const [, name = ''] of story.matchAll(/\{(\w+)\}/g))
      assert(name === 'actor' || name in properties, `${kind}: {${name}} is not in its data`)
  }
})

test('every code of a failure is SCREAMING_SNAKE and every message of one is a sentence', () => {
  const found = ofServer().flatMap(([file, text]) =>
    [...text.matchAll(/(?:fail\.(?!notFound)\w+\(|new Problem\(\d+, |\bcode: )'([^']+)',\s*(?:message: )?(['"`])((?:(?!\2).)+)\2/g)].map(
      ([, code, , message]) => ({ file, code, message }),
    ),
  )
  const failures = found.filter(({ code, message }) => code !== undefined && message !== undefined && !/^[a-z-]+\.[a-z-]+$/.test(code))
  assert(failures.length > 60, `only ${failures.length} failures were found in the sources`)
  for (const { file, code, message } of failures) {
    assert.match(code!, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, file)
    assert.match(message!, /^[A-Z"$].*[.?]$/, `${file} ${code}`)
  }
})

test('the environment is read in one place', () => {
  const readers = failing(
    ofServer(),
    ([, text]) => /process\.env\b/.test(text.replace(/^\s*(\/\/|\*).*$/gm, '')),
    ([file]) => file,
  )
  assert.deepEqual(readers, ['server/config.ts'])
})
