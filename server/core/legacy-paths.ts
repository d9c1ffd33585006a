/** Spellings of the source documents, and what they are called here (api.md § Conventions). Nothing else answers to two names. */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/^\/organizations\/schools(?=\/|\?|$)/, '/branches'],
  [/^\/organizations\/departments(?=\/|\?|$)/, '/departments'],
  [/^\/organizations\/positions(?=\/|\?|$)/, '/positions'],
  [/^\/rbac\/roles(?=\/|\?|$)/, '/roles'],
  [/^\/rbac\/permissions(?=\/|\?|$)/, '/permissions'],
  [/^\/audits(?=\/|\?|$)/, '/audit/logs'],
  [/^\/company\/resolve(?=\/|\?|$)/, '/companies/resolve'],
  [/^\/permission-delegation(?=\/|\?|$)/, '/delegations'],
]

/** The path we answer, for a path below `/api/v1` that an old client may send. */
export function rewritePath(url: string): string {
  if (!url.startsWith('/api/v1/')) return url
  const path = url.slice('/api/v1'.length)
  for (const [pattern, replacement] of rewrites) {
    if (pattern.test(path)) return `/api/v1${path.replace(pattern, replacement)}`
  }
  return url
}
