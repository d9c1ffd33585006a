import { Decimal } from 'decimal.js'
import type { Piece } from './break.rules.ts'

export const overtimeKinds = ['over-scheduled', 'over-day', 'over-week', 'day-off', 'holiday', 'outside-schedule'] as const

/** `overMinutes` belongs to `over-day` and `over-week`. `rate` is a decimal string, `"1.5"` being half as much again. */
export type OvertimeRule = { kind: (typeof overtimeKinds)[number]; overMinutes?: number; rate: string }
export type OvertimeShare = { rate: string; minutes: number }

export type OvertimeFacts = {
  pieces: readonly Piece[]
  /** Minutes expected of the day once holiday and leave are taken off. */
  expectedMinutes: number
  /** Paid minutes of the days before in the same week. */
  weekMinutes: number
  kind: 'work' | 'day-off' | 'holiday' | 'not-employed'
  /** The scheduled stretches in milliseconds. */
  spans: readonly { from: number; to: number }[]
}

const MINUTE_MS = 60_000

/**
 * The overtime of a day (rules-attendance.md § Overtime): each minute of paid time counts once, with the best rate among the
 * rules that take it, in whole minutes per rate, best rate first. Up to `toleranceMinutes` in all nothing counts, beyond it everything.
 */
export function overtimeOf(facts: OvertimeFacts, rules: readonly OvertimeRule[], toleranceMinutes = 0): OvertimeShare[] {
  const lengths = new Map<string, number>()
  let before = 0
  for (const { from, to } of facts.pieces.filter(({ kind }) => kind === 'work' || kind === 'paid-break')) {
    for (const part of partsOf(from, to, before, facts, rules)) {
      const rate = bestRate(part, facts, rules)
      if (rate !== null) lengths.set(rate, (lengths.get(rate) ?? 0) + part.to - part.from)
    }
    before += to - from
  }
  const shares = [...lengths]
    .map(([rate, millis]) => ({ rate, minutes: Math.floor(millis / MINUTE_MS) }))
    .filter(({ minutes }) => minutes > 0)
    .sort((a, b) => new Decimal(b.rate).comparedTo(a.rate))
  return shares.reduce((sum, { minutes }) => sum + minutes, 0) > toleranceMinutes ? shares : []
}

/** A part of paid time inside which every rule takes all or nothing; `before` is the paid time of the day before it. */
type Part = { from: number; to: number; before: number }

function partsOf(from: number, to: number, before: number, facts: OvertimeFacts, rules: readonly OvertimeRule[]): Part[] {
  const edges = new Set([from, to])
  const add = (edge: number) => void (edge > from && edge < to && edges.add(edge))
  for (const rule of rules) {
    const limit = limitOf(rule, facts)
    if (limit !== null) add(from + limit - before)
  }
  for (const span of facts.spans) {
    add(span.from)
    add(span.to)
  }
  const sorted = [...edges].sort((a, b) => a - b)
  return sorted.slice(1).map((end, index) => ({ from: sorted[index]!, to: end, before: before + sorted[index]! - from }))
}

/** Paid time of the day, in milliseconds, beyond which a rule counts; null for rules that do not count up. */
function limitOf({ kind, overMinutes = 0 }: OvertimeRule, { expectedMinutes, weekMinutes }: OvertimeFacts): number | null {
  if (kind === 'over-scheduled') return expectedMinutes * MINUTE_MS
  if (kind === 'over-day') return overMinutes * MINUTE_MS
  if (kind === 'over-week') return Math.max(0, overMinutes - weekMinutes) * MINUTE_MS
  return null
}

function bestRate(part: Part, facts: OvertimeFacts, rules: readonly OvertimeRule[]): string | null {
  let best: string | null = null
  for (const rule of rules) if (takes(rule, part, facts) && (best === null || new Decimal(rule.rate).gt(best))) best = rule.rate
  return best
}

function takes(rule: OvertimeRule, part: Part, facts: OvertimeFacts): boolean {
  const limit = limitOf(rule, facts)
  if (limit !== null) return part.before >= limit
  if (rule.kind === 'outside-schedule')
    return facts.kind === 'work' && !facts.spans.some(({ from, to }) => from <= part.from && part.to <= to)
  return facts.kind === rule.kind
}
