import { featureNeeds } from '../../core/access.rules.ts'
import type { Feature } from '../../core/contract.ts'
import type { Refusal } from '../../core/refusal.ts'

/** Names that would mislead or shadow our own hosts; not to be had as a subdomain. */
const reserved = new Set(
  'www app api admin administrator mail smtp imap ftp static assets cdn docs help support status billing account accounts auth login signup sso dev test staging demo muster operator platform root security system internal localhost'.split(
    ' ',
  ),
)

/** Refuses a reserved subdomain. Source: rules-company.md § Identity and status. */
export function refuseSubdomain(subdomain: string): Refusal | undefined {
  return reserved.has(subdomain)
    ? { code: 'SUBDOMAIN_RESERVED', message: `The subdomain ${subdomain} is reserved; choose another.`, details: { subdomain } }
    : undefined
}

/** Domains of mail that anybody can have: they belong to no company. */
const publicMail = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com gmx.com gmx.net gmx.de web.de mail.com proton.me protonmail.com zoho.com yandex.com yandex.ru mail.ru qq.com 163.com 126.com naver.com'.split(
    ' ',
  ),
)

/** Refuses a company's domain that is not the address's own, or that belongs to a public mail service. */
export function refuseDomain(domain: string, email: string): Refusal | undefined {
  if (publicMail.has(domain))
    return {
      code: 'DOMAIN_PUBLIC',
      message: `${domain} is used by many; a company needs a domain of its own, or none.`,
      details: { domain },
    }
  if (email.endsWith(`@${domain}`)) return undefined
  return { code: 'DOMAIN_NOT_YOURS', message: `Only somebody with an address at ${domain} can sign up for it.`, details: { domain } }
}

export type FeatureAsk = Readonly<Partial<Record<Feature, boolean>>>

/**
 * Refuses switches that leave a feature without one it needs, that the plan does not include, or that the operator decided.
 * @param on the features that are on now
 * @param fixed the features the operator decided, on or off
 * Source: rules-company.md § Features.
 */
export function refuseFeatures(
  ask: FeatureAsk,
  on: ReadonlySet<Feature>,
  planFeatures: readonly string[],
  fixed: ReadonlySet<Feature>,
): Refusal | undefined {
  for (const [code, wanted] of Object.entries(ask) as [Feature, boolean][]) {
    if (fixed.has(code)) {
      if (wanted === on.has(code)) continue
      return {
        code: 'FEATURE_DECIDED_BY_OPERATOR',
        message: `Whether ${code} is on was decided by the operator.`,
        details: { feature: code },
      }
    }
    if (wanted && !planFeatures.includes(code)) {
      return { code: 'FEATURE_NOT_IN_PLAN', message: `Your plan does not include ${code}.`, details: { feature: code } }
    }
  }
  const after = new Set([...on].filter((code) => ask[code] !== false))
  for (const [code, wanted] of Object.entries(ask) as [Feature, boolean][]) if (wanted) after.add(code)
  return refuseNeeds(after)
}

/** Refuses features that are on without one they need; names each of them. */
export function refuseNeeds(after: ReadonlySet<Feature>): Refusal | undefined {
  const short = [...after].flatMap((code) => {
    const missing = (featureNeeds[code] ?? []).filter((need) => !after.has(need))
    return missing.length > 0 ? [{ feature: code, needs: missing }] : []
  })
  if (short.length === 0) return undefined
  return {
    code: 'FEATURE_NEEDED',
    message: short.map(({ feature, needs }) => `${feature} cannot work without ${needs.join(' and ')}.`).join(' '),
    details: { ...short[0]!, all: short },
  }
}
