/** What `npm run screens` was asked for; each process of the run reads it. */
export type Options = {
  /** The demo company, one just opened by sign-up, or the demo with thousands of people more. */
  readonly company: 'demo' | 'empty' | 'many'
  readonly language: 'en' | 'id' | 'ar'
  /** The folder the pictures go to. */
  readonly to: string
  /** Only pictures whose name matches. */
  readonly only: string
  /** Pages in their full length and not only what a window shows of them. */
  readonly whole: boolean
}

export const variable = 'MUSTER_SCREENS'
export const committed = 'docs/screens'

export function optionsOf(text: string | undefined): Options {
  const given = JSON.parse(text ?? '{}') as Partial<Options>
  const { company = 'demo', language = 'en', only = '', whole = false } = given
  const isCommitted = company === 'demo' && language === 'en' && only === '' && !whole
  return { company, language, only, whole, to: given.to ?? (isCommitted ? committed : `tmp/screens-${company}-${language}`) }
}
