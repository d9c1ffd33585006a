import { hash } from 'node:crypto'

/** Chance that comes out the same for the same seed, so that the demo of a day is the same everywhere. */
export type Dice = {
  /** A number from 0 up to, but not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** A whole number around `mean`, never farther off than three deviations. */
  bell(mean: number, deviation: number): number
}

/** mulberry32, seeded with a text: whatever has a seed of its own does not move when something else is added. */
export function dice(seed: string): Dice {
  let state = Number.parseInt(hash('sha1', seed).slice(0, 8), 16)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)]!,
    // The sum of six even chances is close to a bell, with a deviation of √½.
    bell: (mean, deviation) => Math.round(mean + (next() + next() + next() + next() + next() + next() - 3) * Math.SQRT2 * deviation),
  }
}

/** A UUIDv7 of an instant in the past, the same for the same seed: sorting by id is sorting by time. */
export function idAt(millis: number, seed: string): string {
  const time = millis.toString(16).padStart(12, '0')
  const random = hash('sha1', `${millis} ${seed}`)
  const variant = '89ab'[Number.parseInt(random[3]!, 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
}
