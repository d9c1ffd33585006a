/** The registered actions, with what each of them needs. */
export const actionNeeds = {
  /** Sets a custom field of the subject. */
  'set-field': ['field', 'value'],
  /** Starts an instance of another active custom workflow, about the same subject. */
  'start-workflow': ['workflowId', 'title'],
  /** POSTs the request to an address of the company's, with an Idempotency-Key. */
  'call-webhook': ['url'],
} as const
export type ActionName = keyof typeof actionNeeds

/** How often an action is tried, and the seconds to wait before each further try. */
export const retryAfterSeconds = [5, 30, 120, 600, 3_600] as const

/**
 * A text with `{field}` replaced by what the request says; what the request does not have stays empty. Nothing else is understood:
 * a text is never run.
 */
export function fillIn(text: string, fields: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w{1,40})\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : null
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  })
}

/** Whether an address may be called from inside: only public ones, so that nobody reaches our own network through us. */
export function isPublicAddress(address: string): boolean {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (plain.includes(':')) {
    if (/^(::1?$|f[cd]|fe[89ab]|ff)/.test(plain)) return false
    // What carries an IPv4 address inside (NAT64, 6to4, mapped) leads wherever that one leads.
    return !/^(::ffff:|64:ff9b:|2002:)/.test(plain)
  }
  const parts = plain.split('.').map(Number)
  const [a = 0, b = 0] = parts
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return false
  return !(
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || b === 0)) ||
    (a === 198 && (b === 18 || b === 19))
  )
}
