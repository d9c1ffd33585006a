/** What is changed of a company as it is loaded; what is not named stays as it was. */
export type LoadMap = {
  readonly name?: string
  /** Null takes the company's own domain away. */
  readonly domain?: string | null
  readonly plan?: string
  /** The domain of an address, and the one in its place. */
  readonly emailDomains?: Readonly<Record<string, string>>
  /** An address, and the one in its place; before what is said of its domain. */
  readonly users?: Readonly<Record<string, string>>
}

/** What a file with a mapping says, or what is wrong with it, in sentences. */
export function readMap(text: string): { map: LoadMap } | { faults: string[] } {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return { faults: ['The mapping is no JSON.'] }
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return { faults: ['The mapping is no JSON object.'] }
  const faults = Object.entries(said).flatMap(([name, value]) => {
    if (name === 'domain') return value === null || isText(value) ? [] : ['domain must be a domain, or null for none.']
    if (name === 'name' || name === 'plan') return isText(value) ? [] : [`${name} must be a text.`]
    if (name === 'emailDomains' || name === 'users')
      return isTexts(value) ? [] : [`${name} must be an object of texts, such as {"old.test": "new.test"}.`]
    return [`The mapping may name name, domain, plan, emailDomains and users, not ${name}.`]
  })
  return faults.length > 0 ? { faults } : { map: said }
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
const isTexts = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText)

/** An address as the mapping has it. */
export function mappedEmail(email: string, { users = {}, emailDomains = {} }: LoadMap): string {
  const lower = email.toLowerCase()
  const own = Object.entries(users).find(([old]) => old.toLowerCase() === lower)
  if (own) return own[1].toLowerCase()
  const at = lower.lastIndexOf('@')
  const domain = Object.entries(emailDomains).find(([old]) => old.toLowerCase() === lower.slice(at + 1))
  return domain ? `${email.slice(0, at)}@${domain[1].toLowerCase()}` : email
}

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const none = '00000000-0000-0000-0000-000000000000'
const range = 1n << 48n

/**
 * Other ids for all that are found in a text, the same for the same wherever it stands, in the same order: `by` (1 to 2^48 - 1) is
 * added to the last 48 bits, which are random. The company's own id becomes `to`.
 */
export function otherIds(by: bigint, from: string, to: string): (text: string) => string {
  return (text) =>
    text.replaceAll(ids, (id) => {
      if (id === from) return to
      if (id === none) return id
      return id.slice(0, 24) + ((BigInt(`0x${id.slice(24)}`) + by) % range).toString(16).padStart(12, '0')
    })
}

/**
 * The tables whose rows are not loaded: those that need what no archive has (`needSecrets`), those that would not work elsewhere
 * (`bound`), and whatever refers to one of them.
 */
export function leftBehind(
  tables: readonly { readonly name: string; readonly refersTo: readonly string[] }[],
  needSecrets: readonly string[],
  bound: readonly string[],
): Set<string> {
  const left = new Set([...needSecrets, ...bound])
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const { name, refersTo } of tables) if (refersTo.some((other) => other !== name && left.has(other))) left.add(name)
  }
  return left
}
