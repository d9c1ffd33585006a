import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { Ctx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import type { Assertion } from './auth.proof.contract.ts'
import { relyingParty } from './auth.rules.ts'

type Answer = { readonly userId: string; readonly challenge: string; readonly passkey: Assertion }

/**
 * Whether a passkey of this user signed this challenge for our own pages, with the person's finger, face or PIN. A signature
 * counter that does not grow is of a copied key and is refused; of two answers at once with one counter, one counts.
 */
export async function acceptPasskey(ctx: Ctx<'passkey'>, deps: Deps, { userId, challenge, passkey }: Answer): Promise<boolean> {
  const known = await ctx.tx
    .selectFrom('passkey')
    .select(['id', 'publicKey', 'counter', 'transports'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('credentialId', '=', passkey.id)
    .executeTakeFirst()
  if (!known) return false
  const newCounter = await counterOf(deps, challenge, passkey, known)
  if (newCounter === undefined) return false
  const { numUpdatedRows } = await ctx.tx
    .updateTable('passkey')
    .set({ counter: newCounter, lastUsedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', known.id)
    // Authenticators without a counter always say 0.
    .where((eb) => (newCounter === 0 ? eb('counter', '=', 0) : eb('counter', '<', newCounter)))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

type Known = { readonly publicKey: Buffer; readonly counter: number; readonly transports: string[] }

/** The signature counter of a genuine answer; undefined for any other. */
async function counterOf(deps: Deps, challenge: string, passkey: Assertion, known: Known): Promise<number | undefined> {
  const { id, origins } = relyingParty(deps.appUrl(), deps.config.ALLOWED_ORIGINS)
  const { clientDataJSON, authenticatorData, signature, userHandle } = passkey.response
  // The library throws for whatever is wrong with an answer, and for what cannot be read at all.
  const result = await verifyAuthenticationResponse({
    response: {
      id: passkey.id,
      rawId: passkey.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
    },
    expectedChallenge: challenge,
    expectedOrigin: [...origins],
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: passkey.id, publicKey: new Uint8Array(known.publicKey), counter: known.counter, transports: known.transports },
  }).catch(() => undefined)
  return result?.verified && result.authenticationInfo.userVerified ? result.authenticationInfo.newCounter : undefined
}

/** The challenge that an answer says it signed; undefined when it cannot be read. What it says is only believed once verified. */
export function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}
