/** What a code for tablets says: whose it is, when it was shown, and the mark that only the server can make. */
export type KioskCode = { employeeId: string; shownAt: number; mark: string }

/** How long a code is taken, and how often the page that shows it takes a new one. */
export const codeSeconds = 90
export const renewSeconds = 45

const hexLength = 76
const digits = 92
/** By how much the clocks of servers and tablets may differ. */
const slackMs = 5_000

/**
 * A code as 92 decimal digits: 16 bytes of person, 6 of the instant in milliseconds, 16 of mark. Digits, because a scanner that
 * types them does so alike on nearly every keyboard, and a QR code of digits is small.
 */
export function writeCode({ employeeId, shownAt, mark }: KioskCode): string {
  const hex = employeeId.replaceAll('-', '') + shownAt.toString(16).padStart(12, '0') + mark
  return BigInt(`0x${hex}`).toString().padStart(digits, '0')
}

/** What 92 digits say, or null when they say nothing. Whether the mark is genuine only the server knows. */
export function readCode(text: string): KioskCode | null {
  if (!/^\d{92}$/.test(text)) return null
  const hex = BigInt(text).toString(16).padStart(hexLength, '0')
  if (hex.length > hexLength) return null
  const employeeId = hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { employeeId, shownAt: Number.parseInt(hex.slice(32, 44), 16), mark: hex.slice(44) }
}

/** Why a genuine code is not taken at this moment, or null: it is too old, or the act was not pressed while it was shown. */
export function refuseCode({ shownAt }: Pick<KioskCode, 'shownAt'>, at: string, now: string): 'CODE_EXPIRED' | 'PUNCH_TIME' | null {
  const untilMs = shownAt + codeSeconds * 1000
  const [pressedMs, nowMs] = [Date.parse(at), Date.parse(now)]
  if (nowMs > untilMs || nowMs < shownAt - slackMs) return 'CODE_EXPIRED'
  return pressedMs >= shownAt - slackMs && pressedMs <= nowMs + slackMs ? null : 'PUNCH_TIME'
}
