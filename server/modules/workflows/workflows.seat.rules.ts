import type { Strategy } from './workflows.definition.rules.ts'
import { weightOf } from './workflows.decision.rules.ts'
import type { Because, StuckReason } from './workflows.history.rules.ts'

/** Somebody a selector found; `because` says whether the step or its fallback named them. */
export type Candidate = { userId: string; weight: number; because: Extract<Because, 'chosen' | 'fallback'> }

/** One vote and who may cast it: the approver, and who stands in for them. */
export type SeatPlan = { holderId: string; weight: number; because: Candidate['because']; standInId: string | null; self: boolean }

export type People = {
  /** The requester and the subject: never asked unless the definition says so. */
  excluded: ReadonlySet<string>
  allowSelf: boolean
  /** Who stands in today, by whom they stand in for. */
  standIns: ReadonlyMap<string, string>
  /** The manager of somebody, by account; asked when the stand-in must not be. */
  managerOf: ReadonlyMap<string, string>
}

/**
 * The seats of a step from who was found, in their order. Nobody has two: whoever is found twice sits once, with the larger
 * weight. Whoever stands in for somebody decides for them beside their own task, unless they would vote twice in the step: then
 * the two seats become one, which either may decide. The task of somebody whose stand-in asked for this goes to their manager.
 * Source: rules-approvals.md § Life of an instance, Delegation.
 */
export function seatsOf(found: readonly Candidate[], { excluded, allowSelf, standIns, managerOf }: People): SeatPlan[] {
  const holders = new Map<string, Candidate>()
  for (const one of found) {
    if (excluded.has(one.userId) && !allowSelf) continue
    const known = holders.get(one.userId)
    holders.set(one.userId, known ? { ...known, weight: Math.max(known.weight, one.weight) } : one)
  }
  const voting = new Set(holders.keys())
  const merged = new Set<string>()
  const seats: SeatPlan[] = []
  for (const { userId, weight, because } of holders.values()) {
    if (merged.has(userId)) continue
    const standIn = standInOf(userId)
    const own = standIn === null ? undefined : holders.get(standIn)
    const self = excluded.has(userId)
    if (standIn !== null && own && !merged.has(standIn) && !seats.some((seat) => seat.holderId === standIn)) {
      merged.add(standIn)
      seats.push({ holderId: userId, weight: Math.max(weight, own.weight), because, standInId: standIn, self })
    } else if (standIn !== null && !voting.has(standIn)) {
      voting.add(standIn)
      seats.push({ holderId: userId, weight, because, standInId: standIn, self })
    } else if (standIn !== null && !merged.has(standIn)) {
      // The stand-in sits already: their seat takes in the vote of who is away.
      const at = seats.findIndex((seat) => seat.holderId === standIn && seat.standInId === null)
      const seat = seats[at]
      merged.add(standIn)
      if (seat) seats[at] = { ...seat, holderId: userId, standInId: standIn, weight: Math.max(weight, seat.weight) }
      else seats.push({ holderId: userId, weight, because, standInId: null, self })
    } else seats.push({ holderId: userId, weight, because, standInId: null, self })
  }
  return seats

  function standInOf(userId: string): string | null {
    const standIn = standIns.get(userId)
    if (standIn === undefined || standIn === userId) return null
    if (!excluded.has(standIn)) return standIn
    const manager = managerOf.get(userId)
    return manager === undefined || manager === userId || excluded.has(manager) ? null : manager
  }
}

/** Why a step cannot be opened with these seats, or null: nobody to ask is never an approval. */
export function refuseSeats(strategy: Strategy, seats: readonly SeatPlan[], threshold: number | null): StuckReason | null {
  if (seats.length === 0) return 'nobody-to-ask'
  const votes = seats.map(({ weight }) => ({ weight, vote: null }))
  return strategy === 'weighted' && weightOf(votes) < (threshold ?? Infinity) ? 'quorum-impossible' : null
}

/**
 * To whom the task of an archived approver goes: who stands in for them, else their manager, and never somebody who is excluded
 * or sits in the step already; null when nobody is left.
 */
export function successorOf(userId: string, people: Omit<People, 'allowSelf'>, sitting: ReadonlySet<string>): string | null {
  const heirs = [people.standIns.get(userId), people.managerOf.get(userId)]
  return heirs.find((heir) => heir !== undefined && heir !== userId && !people.excluded.has(heir) && !sitting.has(heir)) ?? null
}
