import type { Segment } from './attendance.rules.ts'

/** `maxMinutes` null is any length. Time of a paid break counts like work, as far as it is not too long. */
export type BreakType = { id: string; maxMinutes: number | null; paid: boolean }
/** Who works more than `overMinutes` has at least `minutes` of break; what was not taken is deducted. */
export type AutomaticBreak = { overMinutes: number; minutes: number }

/** A day's time in order: work, breaks that are paid, breaks that are not, and breaks nobody took but that are deducted. */
export type Piece = { from: number; to: number; kind: 'work' | 'paid-break' | 'break' | 'automatic-break' }

const MINUTE_MS = 60_000

/**
 * Work and breaks with what is paid of them (rules-attendance.md § Breaks). A break longer than its type allows is told as
 * exceeded, and what is beyond the maximum of a paid one is unpaid. A break without a type, or of one that is not known, is unpaid.
 */
export function payBreaks(segments: readonly Segment[], types: ReadonlyMap<string, BreakType>): { pieces: Piece[]; exceeded: boolean } {
  let exceeded = false
  const pieces = segments.flatMap(({ from, to, kind, typeId }): Piece[] => {
    if (kind === 'work') return [{ from, to, kind }]
    const type = typeId === null ? undefined : types.get(typeId)
    const most = type?.maxMinutes == null ? Infinity : type.maxMinutes * MINUTE_MS
    if (to - from > most) exceeded = true
    if (!type?.paid) return [{ from, to, kind: 'break' }]
    const paidUntil = Math.min(to, from + most)
    return [
      { from, to: paidUntil, kind: 'paid-break' as const },
      { from: paidUntil, to, kind: 'break' as const },
    ].filter((piece) => piece.to > piece.from)
  })
  return { pieces, exceeded }
}

/**
 * Deducts the breaks that were not taken. Of the rules whose hours were passed the one with the longest break counts; every
 * break taken counts against it, paid or not. Never more is deducted than was worked beyond the rule's hours, so that working a
 * minute longer never leaves less; the deduction lies where those hours were reached.
 */
export function deductBreaks(pieces: readonly Piece[], rules: readonly AutomaticBreak[]): Piece[] {
  const lengthOf = (of: (piece: Piece) => boolean) => pieces.filter(of).reduce((sum, piece) => sum + piece.to - piece.from, 0)
  const worked = lengthOf(({ kind }) => kind === 'work')
  const taken = lengthOf(({ kind }) => kind !== 'work')
  let best: { after: number; deduct: number } | null = null
  for (const { overMinutes, minutes } of rules) {
    const after = overMinutes * MINUTE_MS
    const deduct = Math.min(minutes * MINUTE_MS - taken, worked - after)
    if (deduct > (best?.deduct ?? 0)) best = { after, deduct }
  }
  return best ? cut(pieces, best.after, best.deduct) : [...pieces]
}

/** Turns `length` of work into an automatic break, from where `after` of work is reached. */
function cut(pieces: readonly Piece[], after: number, length: number): Piece[] {
  let worked = 0
  return pieces.flatMap((piece): Piece[] => {
    if (piece.kind !== 'work') return [piece]
    const begin = Math.min(piece.to, piece.from + Math.max(0, after - worked))
    const end = Math.min(piece.to, piece.from + Math.max(0, after + length - worked))
    worked += piece.to - piece.from
    return [
      { from: piece.from, to: begin, kind: 'work' as const },
      { from: begin, to: end, kind: 'automatic-break' as const },
      { from: end, to: piece.to, kind: 'work' as const },
    ].filter((part) => part.to > part.from)
  })
}
