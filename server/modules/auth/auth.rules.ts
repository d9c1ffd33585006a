import type { Refusal } from '../../core/refusal.ts'

const freeTries = 5
const longestDelaySeconds = 300

/**
 * How long after the last failure the next try must wait, in seconds: nothing for the first five, then doubling from
 * 1 s up to 5 minutes. A growing delay rather than a lock, so that nobody can lock somebody else out for good.
 */
export function signInDelaySeconds(failures: number): number {
  return failures < freeTries ? 0 : Math.min(2 ** (failures - freeTries), longestDelaySeconds)
}

/**
 * Refuses a password that is easily guessed: well-known, one character or run over and over, or made of the person's own
 * name, email or company. Length (12 to 128) is the contract's business.
 */
export function refusePassword(password: string, about: readonly string[]): Refusal | undefined {
  const plain = password.toLowerCase().normalize('NFKC')
  const weak = (message: string): Refusal => ({ code: 'PASSWORD_WEAK', message, details: {} })
  if (wellKnown.some((word) => plain.includes(word) && plain.length - word.length < 4))
    return weak('This password is on every list of guesses; choose another.')
  if (/^(.{1,4})\1+.{0,3}$/.test(plain)) return weak('This password repeats itself; choose another.')
  if (isRun(plain)) return weak('This password is a simple run of characters; choose another.')
  const own = about
    .map((word) => word.toLowerCase())
    .find((word) => word.length >= 4 && plain.includes(word) && plain.length - word.length < 6)
  return own ? weak('This password is too close to your name, email or company; choose another.') : undefined
}

const wellKnown = [
  'passwordpassword',
  'password1234',
  'password12345',
  'password123456',
  'qwertyuiop',
  'qwerty123456',
  'letmeinletmein',
  'iloveyouiloveyou',
  'administrator',
  'welcomewelcome',
  'welcome12345',
  'changeme1234',
  '1q2w3e4r5t6y',
  'abcdefghijkl',
  'adminadmin',
  'trustno1trustno1',
  'correcthorsebatterystaple',
  'abcd1234abcd',
]

function isRun(text: string) {
  const steps = Array.from({ length: text.length - 1 }, (_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index))
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9)
}

/** A code as it is compared: people type spaces, dashes and capitals. */
export function plainCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase()
}

type Relying = { readonly id: string; readonly origins: readonly string[] }

/**
 * Whom a passkey is for: the host of the app's address, and the origins whose pages may ask for it: the app's own and those
 * allowed beside it on the same host or below it (WebAuthn § 5.1.3 lets a page name its own host or one above).
 */
export function relyingParty(appUrl: string, allowedOrigins: readonly string[]): Relying {
  const { hostname, origin } = new URL(appUrl)
  const isBelow = (other: string) => {
    const host = URL.canParse(other) ? new URL(other).hostname : ''
    return host === hostname || host.endsWith(`.${hostname}`)
  }
  return { id: hostname, origins: [origin, ...allowedOrigins.filter(isBelow)] }
}
