import i18next, { type FormatterModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { setApart } from '../server/core/direction.rules.ts'
import { languages, type Language } from '../server/core/settings.ts'
import type en from './locales/en.json'
import { localeOf, numbersIn } from './ui/formats.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
    returnNull: false
  }
}

export { languages, type Language }
/** What a company can be kept in: mails and what Muster names for it are written in these. */
export const companyLanguages = ['en', 'id'] as const satisfies readonly Language[]
const IN_FORCE = 'muster.language'
const CHOSEN = 'muster.language-chosen'

const load = {
  en: { first: () => import('./locales/en.json?first'), later: () => import('./locales/en.json?later') },
  id: { first: () => import('./locales/id.json?first'), later: () => import('./locales/id.json?later') },
  ar: { first: () => import('./locales/ar.json?first'), later: () => import('./locales/ar.json?later') },
}
/** Complete for the frame and the employee's pages only (locales.test.ts); what it lacks is read in English. */
const inParts = new Set<Language>(['ar'])
const fromRight = new Set<Language>(['ar'])

/** Which way a language is read. */
export function directionOf(language: string) {
  return fromRight.has(language as Language) ? ('rtl' as const) : ('ltr' as const)
}
type Part = 'first' | 'later'
/** Whether texts beyond the first screen's were asked for. */
let beyondFirst = false

/** Starts with the language of the last visit, else the browser's. */
export async function startLanguage() {
  const language = read(IN_FORCE) ?? languages.find((known) => navigator.languages.some((tag) => tag.startsWith(known))) ?? 'en'
  const texts = await textsOf(language, 'first')
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      lng: language,
      fallbackLng: (code) => (inParts.has(code as Language) ? ['en'] : []),
      resources: Object.fromEntries(texts.map(([of, translation]) => [of, { translation }])),
      // React escapes by itself. Names and numbers within a sentence read from the other side keep their own order.
      interpolation: {
        alwaysFormat: true,
        escape: (value: string) => (directionOf(i18next.language) === 'rtl' ? `\u2068${value}\u2069` : setApart(value)),
      },
      returnNull: false,
      // Nobody should read a key: the tests fail at it, and the report names it.
      saveMissing: true,
      missingKeyHandler: (_languages, _space, key) => reportError(new Error(`There is no text for ${key}`)),
    })
  show(language)
}

/** Numbers within sentences are written as all others are: "5,000 people". What has to stay as it is, such as a year, is given as text. */
const numbers: FormatterModule = {
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value, _format, language) =>
    typeof value === 'number' ? numbersIn(localeOf(language ?? i18next.language, navigator.languages, null)).format(value) : value,
}

/** What the person chose here before signing in, which goes before the company's default. */
export function chosenLanguage() {
  return read(CHOSEN)
}

export function chooseLanguage(language: Language) {
  write(CHOSEN, language)
  return changeLanguage(language)
}

export async function changeLanguage(language: Language) {
  write(IN_FORCE, language)
  if (i18next.language === language) return
  if (!i18next.hasResourceBundle(language, 'translation')) await add(language, 'first')
  if (beyondFirst) await add(language, 'later')
  await i18next.changeLanguage(language)
  show(language)
}

function show(language: Language) {
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** The texts of every page but the first; there once and for all, whatever the language will be. */
export async function loadAllTexts() {
  if (beyondFirst) return
  await add(i18next.language as Language, 'later')
  beyondFirst = true
}

async function add(language: Language, part: Part) {
  for (const [of, texts] of await textsOf(language, part)) i18next.addResourceBundle(of, 'translation', texts, true)
}

/** The texts of a language, and the English ones where it has not all of them. */
function textsOf(language: Language, part: Part) {
  const needed: readonly Language[] = inParts.has(language) ? [language, 'en'] : [language]
  return Promise.all(needed.map(async (one) => [one, (await load[one][part]()).default] as const))
}

function read(key: string): Language | null {
  try {
    const word = localStorage.getItem(key)
    return languages.find((known) => known === word) ?? null
  } catch {
    return null
  }
}

function write(key: string, language: Language) {
  try {
    localStorage.setItem(key, language)
  } catch {
    // Without storage the choice lasts for this page only.
  }
}
