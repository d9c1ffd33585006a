import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor, type ESTree } from 'vite'
import { first, inParts } from './texts-in-parts.ts'

type Texts = { [key: string]: string | Texts }

const web = fileURLToPath(new URL('.', import.meta.url))
const languages = ['en', 'id', 'ar']
const texts = Object.fromEntries(
  languages.map((language) => [language, flat(JSON.parse(readFileSync(`${web}locales/${language}.json`, 'utf8')) as Texts)]),
)
const files = globSync('**/*.{ts,tsx}', { cwd: web }).filter((file) => !/^dist|\.test\.ts$|\.gen\.ts$|vite\.config/.test(file))
/** Attributes whose text a person reads or hears. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'label', 'placeholder', 'description', 'alt', 'hint', 'line'])
const used = files.map(read)
const byFile = new Map(used.map((one) => [one.file, one]))

for (const language of languages) {
  test(`${language} has every text in each of its plural forms`, () => {
    const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const bases = new Set(Object.keys(texts[language] ?? {}).map(base))
    const english = new Set(Object.keys(texts.en ?? {}).map(base))
    const part = inParts[language]
    const wanted = part ? usedFrom(part, english) : english
    assert.deepEqual(
      [...wanted].filter((key) => !bases.has(key)),
      [],
      'missing',
    )
    assert.deepEqual(
      [...bases].filter((key) => !english.has(key)),
      [],
      'not in English',
    )
    const counted = [...bases].filter((key) => texts.en?.[`${key}_other`] !== undefined)
    assert.deepEqual(
      counted.flatMap((key) => plurals.map((form) => `${key}_${form}`)).filter((key) => texts[language]?.[key] === undefined),
      [],
    )
  })

  test(`${language} fills in the same values as English`, () => {
    const names = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)]
        .map((match) => match[1])
        .toSorted((a, b) => String(a).localeCompare(String(b)))
        .join()
    const differing = Object.entries(texts[language] ?? {}).filter(([key, text]) => {
      const english = texts.en?.[key]
      // "One request" and "two requests" are words of their own in Arabic.
      const isCounted = language === 'ar' && /_(zero|one|two)$/.test(key)
      return (
        english !== undefined &&
        names(text) !== names(isCounted && !text.includes('{{count}}') ? english.replace('{{count}}', '') : english)
      )
    })
    assert.deepEqual(
      differing.map(([key]) => key),
      [],
    )
  })
}

test('every key that is used has a text', () => {
  const known = new Set(Object.keys(texts.en ?? {}).map(base))
  const missing = used.flatMap(({ file, keys }) => keys.filter((key) => !known.has(key)).map((key) => `${file}: ${key}`))
  assert.deepEqual(missing, [])
  const hollow = used.flatMap(({ file, starts }) =>
    starts.filter((start) => ![...known].some((key) => key.startsWith(start))).map((start) => `${file}: ${start}…`),
  )
  assert.deepEqual(hollow, [])
})

test('what the first screen says comes with it, but for what brings the other texts along', () => {
  const brings = ['frame/palette.tsx', 'home/company-cards.tsx']
  const seen = madeOf(['frame/root.tsx', 'frame/app-frame.tsx', 'home/home-page.tsx', 'auth/sign-in-page.tsx'], brings)
  const later = seen.flatMap(({ file, keys, starts }) =>
    [...keys, ...starts].filter((key) => !first.has(key.split('.')[0]!)).map((key) => `${file}: ${key}`),
  )
  assert.deepEqual(later, [])
})

test('every text is used', () => {
  const keys = new Set(used.flatMap((one) => one.keys))
  const starts = used.flatMap((one) => one.starts)
  const idle = [...new Set(Object.keys(texts.en ?? {}).map(base))].filter(
    (key) => !keys.has(key) && !starts.some((start) => key.startsWith(start)),
  )
  assert.deepEqual(idle, [])
})

test('no text for people is written into the pages themselves', () => {
  assert.deepEqual(
    used.flatMap(({ file, literals }) => literals.map((text) => `${file}: ${text}`)),
    [],
  )
})

/** Some files and all they are made of, but for some. */
function madeOf(roots: readonly string[], but: readonly string[]) {
  const seen = new Set<string>(roots)
  // A set grows while it is gone through.
  for (const file of seen) for (const one of byFile.get(file)?.imports ?? []) if (!but.includes(one)) seen.add(one)
  assert.deepEqual(
    [...seen, ...but].filter((file) => !byFile.has(file)),
    [],
  )
  return [...seen].map((file) => byFile.get(file)!)
}

/** The keys asked for by some pages and all they are made of, whoever looks at them. */
function usedFrom({ pages, but }: NonNullable<(typeof inParts)[string]>, known: ReadonlySet<string>) {
  const files = madeOf(pages, but)
  const starts = files.flatMap((one) => one.starts)
  const keys = new Set(files.flatMap((one) => [...one.keys, ...one.named]))
  return new Set([...known].filter((key) => keys.has(key) || starts.some((start) => key.startsWith(start))))
}

/** The keys a file asks for: whole (`t('a.b')`) or by their start (`` t(`a.${b}`) ``), and the literal texts in its JSX. */
function read(file: string) {
  const keys: string[] = []
  const starts: string[] = []
  const literals: string[] = []
  const named: string[] = []
  const imports: string[] = []
  const { program, errors } = parseSync(file, readFileSync(web + file, 'utf8'))
  assert.deepEqual(errors, [], file)
  const readable = (text: string) => /\p{L}{2}/u.test(text)
  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || callee.name !== 't' || !first) return
      for (const key of choices(first)) (key.endsWith('…') ? starts : keys).push(key.replace('…', ''))
    },
    // Keys also stand in lists, such as that of the places one may go to.
    Literal({ value }) {
      if (typeof value === 'string' && /^[a-z]\w*(\.[\w-]+)+$/i.test(value)) named.push(value)
    },
    ImportDeclaration: ({ source }) => imported(source.value),
    ImportExpression: ({ source }) => imported(source.type === 'Literal' ? source.value : null),
    JSXText({ value }) {
      if (readable(value)) literals.push(value.trim())
    },
    JSXAttribute({ name, value }) {
      const attribute = name.type === 'JSXIdentifier' ? name.name : ''
      if (spoken.has(attribute) && value?.type === 'Literal' && typeof value.value === 'string' && readable(value.value))
        literals.push(`${attribute}="${value.value}"`)
    },
  }).visit(program)
  return { file, keys, starts, literals, named, imports }

  function imported(from: unknown) {
    const path = typeof from === 'string' && from.startsWith('.') ? normalize(join(dirname(file), from)) : '..'
    if (/^(?!\.\.).*\.tsx?$/.test(path)) imports.push(path)
  }
}

function choices(node: ESTree.Argument): string[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value]
  if (node.type === 'TemplateLiteral') return [`${node.quasis[0]?.value.cooked ?? ''}…`]
  if (node.type === 'ConditionalExpression') return [...choices(node.consequent), ...choices(node.alternate)]
  return []
}

function base(key: string) {
  return key.replace(/_(zero|one|two|few|many|other)$/, '')
}

function flat(part: Texts, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : Object.entries(flat(value, `${path}${key}.`)),
    ),
  )
}
