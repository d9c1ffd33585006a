import { reaches } from './contract.ts'
import type { Reach } from './contract.ts'

/** The order in which levels are looked at; the first with an applicable grant decides (`rules-access.md § Who decides a question`). */
export const levels = ['direct', 'delegated', 'resource', 'role', 'position'] as const
export type Level = (typeof levels)[number]

/** How far away somebody is: 0 oneself, 1 in the team, 2 the department, 3 the branch, 4 anybody of the company. */
export type Ring = 0 | 1 | 2 | 3 | 4
/** A set of rings, one bit each. */
export type Rings = number
export const allRings: Rings = 31

/** A grant as it stands in the database, of whatever time. Times are ISO instants, half-open; null is open-ended. */
export type GrantRow = {
  readonly level: Exclude<Level, 'delegated'>
  readonly permission: string
  readonly effect: 'allow' | 'deny'
  readonly reach: Reach
  /** The one record it is about; null for whatever is inside the reach. */
  readonly resourceId: string | null
  readonly from: string | null
  readonly to: string | null
}

/** What one person claims for one permission: the grants they have now, and what others let them do with theirs. */
export type Claim<G extends GrantRow = GrantRow> = {
  /** The employee around whom reaches are drawn; null for an account without one, who has the company around them or nothing. */
  readonly anchor: string | null
  readonly grants: readonly G[]
  readonly lent: readonly LentClaim<G>[]
}
export type LentClaim<G extends GrantRow = GrantRow> = {
  readonly delegationId: string
  /** How far the giver lets it be used, around the giver. */
  readonly limit: Rings
  readonly claim: Omit<Claim<G>, 'lent'>
}

/** What is asked about: a record with the person it belongs to, seen from somebody; without a record, anybody in a ring. */
export type Subject = { readonly resourceId: string | null; ring(anchor: string | null): Ring }

export type Verdict<G extends GrantRow = GrantRow> = {
  readonly allowed: boolean
  /** Null when no grant applies anywhere, which is a deny. */
  readonly level: Level | null
  readonly grant: G | null
  readonly delegationId: string | null
}

/**
 * The decision, once guardrails have let it through: five levels in order, the first with an applicable grant decides, inside a
 * level a deny beats an allow, no grant is a deny. The grants must be of one permission and valid now (`inForce`).
 * Source: rules-access.md § Who decides a question.
 */
export function decide<G extends GrantRow>({ anchor, grants, lent }: Claim<G>, subject: Subject): Verdict<G> {
  for (const level of levels) {
    if (level === 'delegated') {
      for (const { delegationId, limit, claim } of lent) {
        if (!holds(limit, subject.ring(claim.anchor))) continue
        // What was delegated to the giver is not theirs to pass on.
        const verdict = decide({ ...claim, lent: [] }, subject)
        if (verdict.allowed) return { allowed: true, level, grant: verdict.grant, delegationId }
      }
      continue
    }
    const applicable = grants.filter((grant) => grant.level === level && applies(grant, anchor, subject))
    const deciding = applicable.find(({ effect }) => effect !== 'allow') ?? applicable[0]
    if (deciding) return { allowed: deciding.effect === 'allow', level, grant: deciding, delegationId: null }
  }
  return { allowed: false, level: null, grant: null, delegationId: null }
}

function applies({ level, reach, resourceId }: GrantRow, anchor: string | null, subject: Subject) {
  if (level === 'resource') return resourceId !== null && resourceId === subject.resourceId
  return holds(ringsOf(reach), subject.ring(anchor))
}

/**
 * The grants that hold at an instant, and the next instant at which that changes by itself (Infinity for never).
 * Throws on a time or a reach that cannot be read: what is not understood must not allow anything.
 */
export function inForce<T extends { readonly from: string | null; readonly to: string | null }>(rows: readonly T[], now: string) {
  const at = millis(now)
  let staleAt = Infinity
  const held = rows.filter(({ from, to }) => {
    const [begins, ends] = [from === null ? -Infinity : millis(from), to === null ? Infinity : millis(to)]
    for (const edge of [begins, ends]) if (edge > at && edge < staleAt) staleAt = edge
    return at >= begins && at < ends
  })
  return { held, staleAt }
}

function millis(instant: string) {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) throw new Error(`${instant} is no instant`)
  return at
}

/** Every ring within a reach: a wider reach includes the narrower. */
export const ringsOf = (reach: Reach): Rings => 2 ** (ringOf(reach) + 1) - 1

/** The outermost ring of a reach. */
export function ringOf(reach: Reach): Ring {
  const ring = reaches.indexOf(reach)
  if (ring < 0) throw new Error(`${reach} is no reach`)
  return ring as Ring
}

export const holds = (rings: Rings, ring: Ring) => (rings & (1 << ring)) !== 0

/**
 * A claim worked out for every ring there is, so that one comparison answers it: the normal form that actors carry.
 * `lent`, `allow` and `deny` are empty but for those whom something was delegated to or granted on single records.
 */
export type Held = {
  /** Where it is allowed, by what is granted directly, by role or by position. */
  readonly rings: Rings
  /** Where nothing granted directly decides, so that what follows may. */
  readonly open: Rings
  readonly lent: readonly Lent[]
  /** Records it is allowed on, and records it is denied on. */
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  /** The same for what asks the database alike: only ids differ. The name of a reach when it is nothing more. */
  readonly shape: string
}
export type Lent = { readonly anchor: string | null; readonly limit: Rings; readonly held: Held }

const nobody: Held = { rings: 0, open: allRings, lent: [], allow: [], deny: [], shape: 'none' }

/** The normal form of a claim; what can never decide is left out. Undefined when it allows nothing whatever is asked about. */
export function settle(claim: Claim): Held | undefined {
  const [only] = claim.grants
  // One grant and nothing else, as with nearly every permission of nearly everybody, needs no asking.
  if (only && only.level !== 'resource' && claim.grants.length === 1 && claim.lent.length === 0)
    return only.effect === 'allow' ? plainly(only) : undefined
  const wide = claim.grants.filter(({ level }) => level !== 'resource')
  const ask = (grants: readonly GrantRow[], ring: Ring) =>
    decide({ anchor: null, grants, lent: [] }, { resourceId: null, ring: () => ring })
  const direct = wide.filter(({ level }) => level === 'direct')
  let [rings, open] = [0, 0]
  for (const ring of [0, 1, 2, 3, 4] as const) {
    if (ask(wide, ring).allowed) rings |= 1 << ring
    if (ask(direct, ring).level === null) open |= 1 << ring
  }
  const named = open === 0 ? [] : claim.grants.filter(({ level }) => level === 'resource')
  const idsOf = (effect: string) => [
    ...new Set(named.flatMap((grant) => ((grant.effect === 'allow') === (effect === 'allow') ? grant.resourceId! : []))),
  ]
  // Nothing to take away where nothing is allowed, nothing to add where everything is.
  let deny = idsOf('deny')
  let allow = (rings & open) === open ? [] : idsOf('allow').filter((id) => !deny.includes(id))
  if ((rings & open) === 0) deny = []
  const adds = open !== 0 && ((rings & open) !== open || deny.length > 0)
  const lent = adds ? claim.lent.flatMap(lend) : []
  if (rings === 0 && allow.length === 0 && lent.length === 0) return undefined
  return shaped({ rings, open, lent, allow, deny })
}

function plainly({ level, reach }: GrantRow): Held {
  const rings = ringsOf(reach)
  return { ...nobody, rings, open: level === 'direct' ? allRings & ~rings : allRings, shape: reach }
}

function lend({ limit, claim }: LentClaim): Lent[] {
  const held = settle({ ...claim, lent: [] })
  return held && limit !== 0 ? [{ anchor: claim.anchor, limit, held }] : []
}

/** With the name of its shape. */
export function shaped(held: Omit<Held, 'shape'>): Held {
  const { rings, open, lent, allow, deny } = held
  const plain = lent.length + allow.length + deny.length === 0
  const reach = plain ? reaches.find((one) => ringsOf(one) === rings) : undefined
  const lentShape = lent.map((one) => `${one.anchor === null ? 'nobody' : 'somebody'}/${one.limit}(${one.held.shape})`).join()
  const shape = reach ?? `${rings}/${open}${allow.length > 0 ? '+' : ''}${deny.length > 0 ? '-' : ''}${lentShape && `;${lentShape}`}`
  return { ...held, shape }
}

/** What answers are made of: true and false for one record, conditions of SQL for a list. */
export type Logic<T> = {
  within(anchor: string | null, rings: Rings): T
  isOneOf(ids: readonly string[]): T
  all(...parts: readonly T[]): T
  any(...parts: readonly T[]): T
  not(part: T): T
}

/** What a normal form says, of one record or of all of them at once: the same formula makes an answer and a condition. */
export function answer<T>(held: Held, anchor: string | null, logic: Logic<T>): T {
  const { within, isOneOf, all, any, not } = logic
  const { rings, open, lent, allow, deny } = held
  if (lent.length + allow.length + deny.length === 0) return within(anchor, rings)
  const theirs = lent.map((one) => all(within(one.anchor, one.limit), answer(one.held, one.anchor, logic)))
  const named = allow.length > 0 ? [isOneOf(allow)] : []
  const rest = any(...named, within(anchor, rings & open))
  const later = any(...theirs, deny.length > 0 ? all(not(isOneOf(deny)), rest) : rest)
  return any(within(anchor, rings & ~open & allRings), all(within(anchor, open), later))
}

/** The answer for one record. Source: the same formula as every list. */
export function allows(held: Held | undefined, anchor: string | null, subject: Subject): boolean {
  if (!held) return false
  // What nearly everybody asks nearly always.
  if (held.lent.length + held.allow.length + held.deny.length === 0) return holds(held.rings, subject.ring(anchor))
  return answer<boolean>(held, anchor, {
    within: (from, rings) => holds(rings, subject.ring(from)),
    isOneOf: (ids) => subject.resourceId !== null && ids.includes(subject.resourceId),
    all: (...parts) => parts.every(Boolean),
    any: (...parts) => parts.some(Boolean),
    not: (part) => !part,
  })
}

/** What is left of a normal form without what others lend: it is theirs, and not to be passed on. */
export const ownPart = (held: Held | undefined): Held | undefined => (held && held.lent.length > 0 ? shaped({ ...held, lent: [] }) : held)

/** Whether everything that a grant over a reach would allow somebody is held over that reach already, and without exception. */
export function covers(held: Held | undefined, reach: Reach): boolean {
  const own = ownPart(held) ?? nobody
  return (own.rings & ringsOf(reach)) === ringsOf(reach) && own.deny.length === 0
}

/** The widest reach in which anything is allowed, for what only shows or hides a button. */
export function widestReach({ rings, lent, allow }: Held): Reach {
  const ring = Math.max(31 - Math.clz32(rings), lent.length + allow.length > 0 ? 1 : 0)
  return reaches[ring]!
}
