const freeTries = 2
const firstDelaySeconds = 5
const longestDelaySeconds = 900

/** Seconds during which no PIN is looked at after so many wrong ones in a row: none after two, then 5, 10, 20 … up to 15 minutes. */
export function delayAfter(failures: number): number {
  if (failures <= freeTries) return 0
  return Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.min(failures - freeTries - 1, 20))
}

/** Whether a PIN is among the first that are tried: one digit over and over, or digits that count up or down. */
export function isEasyPin(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index])))
  const [step] = steps
  return steps.size === 1 && (step === 0 || step === 1 || step === -1)
}

const earliestMs = 7 * 24 * 3_600_000
const latestMs = 5 * 60_000

/** Whether a tablet may have been pressed then: it kept the punch for at most 7 days, and its clock is at most 5 minutes ahead. */
export function isPlausible(at: string, now: string): boolean {
  const age = Date.parse(now) - Date.parse(at)
  return age <= earliestMs && age >= -latestMs
}
