type Names = { readonly email: string; readonly username: string | null; readonly firstName: string; readonly lastName: string }
type Asked = { readonly [K in keyof Names]?: Names[K] | undefined }

/**
 * What of a change of an account differs from what is there: names without blanks around them, addresses and usernames in
 * lower case. Undefined when nothing does.
 */
export function changesOf(before: Names, { email, username, firstName, lastName }: Asked): Partial<Names> | undefined {
  const asked: Asked = {
    email: email?.toLowerCase(),
    username: username?.toLowerCase() ?? username,
    firstName: firstName?.trim(),
    lastName: lastName?.trim(),
  }
  const differing = Object.entries(asked).filter(([name, value]) => value !== undefined && value !== before[name as keyof Names])
  return differing.length > 0 ? (Object.fromEntries(differing) as Partial<Names>) : undefined
}

export type InvitationState = 'open' | 'accepted' | 'expired' | 'revoked'
type Dates = {
  readonly acceptedAt: string | null
  readonly revokedAt: string | null
  readonly expiresAt: string
}

/**
 * What has become of an invitation at an instant. One that had expired before it was closed (to make room for a new one)
 * stays expired.
 * @param now ISO instant; the link works until just before `expiresAt`
 */
export function invitationState({ acceptedAt, revokedAt, expiresAt }: Dates, now: string): InvitationState {
  if (acceptedAt !== null) return 'accepted'
  if (revokedAt !== null && Date.parse(revokedAt) < Date.parse(expiresAt)) return 'revoked'
  return Date.parse(expiresAt) <= Date.parse(now) ? 'expired' : 'open'
}

/** How often a mail is sent again, and how soon after the one before, in seconds. */
export const resendLimit = 10
export const resendPauseSeconds = 60

/** How many seconds the next mail must wait; 0 when it need not. */
export function resendWaitSeconds(sentAt: string, now: string): number {
  return Math.max(0, Math.ceil((Date.parse(sentAt) - Date.parse(now)) / 1000 + resendPauseSeconds))
}

/** When a mail sent again stops working: after as many days as the one before had. */
export function renewedExpiry({ sentAt, expiresAt }: { readonly sentAt: string; readonly expiresAt: string }, now: string): string {
  return new Date(Date.parse(now) + Date.parse(expiresAt) - Date.parse(sentAt)).toISOString()
}
