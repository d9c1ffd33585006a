import { generateAuthenticationOptions, generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Ctx, FullCtx, RequestMeta } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { isId, newId } from '../../core/ids.ts'
import { challengeIn, acceptPasskey } from './auth.assertion.service.ts'
import * as contract from './auth.passkey.contract.ts'
import { maxPasskeys } from './auth.proof.contract.ts'
import type { Attestation } from './auth.proof.contract.ts'
import { challenge, takeChallenge } from './auth.proof.service.ts'
import { relyingParty } from './auth.rules.ts'
import { beginSession } from './auth.entry.service.ts'
import type { SignedIn } from './auth.entry.service.ts'
import { keepPasskeyChallenge, takePasskeyChallenge } from './auth.system.ts'

type PasskeyCtx = Ctx<'passkey' | 'authChallenge' | 'userAccount' | 'companyState'>

export async function listPasskeys(ctx: Ctx<'passkey'>) {
  const passkeys = await ctx.tx
    .selectFrom('passkey')
    .select(['id', 'name', 'isSynced', 'createdAt', 'lastUsedAt'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', ctx.actor.userId)
    .orderBy('createdAt')
    .limit(maxPasskeys)
    .execute()
  return { passkeys }
}

/** What the browser needs to make a passkey for this person; the challenge is of this session and holds once. */
export async function passkeyOptions(ctx: PasskeyCtx, deps: Deps) {
  const userId = ctx.actor.userId!
  const [token, known, { email }] = [
    await challenge(ctx, { userId, sessionId: ctx.request.sessionId, purpose: 'register-passkey' }),
    await credentialsOf(ctx, userId),
    await ctx.tx
      .selectFrom('userAccount')
      .select('email')
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
  ]
  if (known.length >= maxPasskeys)
    throw fail.conflict('PASSKEYS_TOO_MANY', `Nobody has more than ${maxPasskeys} passkeys; remove one first.`)
  const options = await generateRegistrationOptions({
    rpName: 'Muster',
    rpID: relyingParty(deps.appUrl(), []).id,
    userName: email,
    userDisplayName: ctx.actor.name,
    userID: handleOf(ctx.companyId, userId),
    challenge: bytesOf(token),
    attestationType: 'none',
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { options: { ...options } }
}

export async function registerPasskey(ctx: PasskeyCtx, deps: Deps, { name, credential }: Body<typeof contract.registerPasskey>) {
  const userId = ctx.actor.userId!
  const token = challengeIn(credential.response.clientDataJSON)
  const isOurs =
    token !== undefined && (await takeChallenge(ctx, token, { userId, sessionId: ctx.request.sessionId, purpose: 'register-passkey' }))
  const made = isOurs ? await verified(deps, token, credential) : undefined
  if (!made) throw fail.unprocessable('PASSKEY_REFUSED', 'This passkey could not be registered; try again from the beginning.')
  const passkey = {
    id: newId(),
    name: name.trim(),
    isSynced: made.credentialBackedUp,
    createdAt: ctx.now,
    lastUsedAt: null,
  }
  // Those who register the last one that may be at the same moment come after each other.
  await ctx.raiseAccessVersion()
  if ((await credentialsOf(ctx, userId)).length >= maxPasskeys)
    throw fail.conflict('PASSKEYS_TOO_MANY', `Nobody has more than ${maxPasskeys} passkeys; remove one first.`)
  await ctx.tx
    .insertInto('passkey')
    .values({
      ...passkey,
      companyId: ctx.companyId,
      userId,
      credentialId: made.credential.id,
      publicKey: Buffer.from(made.credential.publicKey),
      counter: made.credential.counter,
      transports: [...(made.credential.transports ?? [])],
    })
    .execute()
  await ctx.emit(contract.passkeyRegistered, { subject: { type: 'user', id: userId }, data: { name: passkey.name } })
  return { passkey }
}

async function verified(deps: Deps, token: string, { id, response }: Attestation) {
  const relying = relyingParty(deps.appUrl(), deps.config.ALLOWED_ORIGINS)
  const { clientDataJSON, attestationObject, transports = [] } = response
  // The library throws for whatever is wrong with an answer, and for what cannot be read at all.
  const result = await verifyRegistrationResponse({
    response: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON, attestationObject, transports },
    },
    expectedChallenge: token,
    expectedOrigin: [...relying.origins],
    expectedRPID: relying.id,
    requireUserVerification: true,
  }).catch(() => undefined)
  return result?.verified && result.registrationInfo.userVerified ? result.registrationInfo : undefined
}

export async function renamePasskey(ctx: Ctx<'passkey'>, id: string, { name }: Body<typeof contract.renamePasskey>) {
  const passkey = await ctx.tx
    .updateTable('passkey')
    .set({ name: name.trim() })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('userId', '=', ctx.actor.userId)
    .returning(['id', 'name', 'isSynced', 'createdAt', 'lastUsedAt'])
    .executeTakeFirst()
  if (!passkey) throw fail.notFound()
  await ctx.emit(contract.passkeyRenamed, { subject: { type: 'user', id: ctx.actor.userId! }, data: { name: passkey.name } })
  return { passkey }
}

export async function removePasskey(ctx: PasskeyCtx, id: string) {
  const removed = await ctx.tx
    .deleteFrom('passkey')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('userId', '=', ctx.actor.userId)
    .returning('name')
    .executeTakeFirst()
  if (!removed) throw fail.notFound()
  await ctx.raiseAccessVersion()
  await ctx.emit(contract.passkeyRemoved, { subject: { type: 'user', id: ctx.actor.userId! }, data: { name: removed.name } })
  return {}
}

/** What the browser asks a passkey of this user: to sign a challenge. */
export async function assertionOptions(ctx: Ctx<'passkey'>, deps: Deps, userId: string, token: string) {
  return optionsFor(deps, token, await credentialsOf(ctx, userId))
}

async function optionsFor(deps: Deps, token: string, allowCredentials?: { id: string; transports: string[] }[]) {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(deps.appUrl(), []).id,
    challenge: bytesOf(token),
    userVerification: 'required',
    ...(allowCredentials && { allowCredentials }),
  })
  return { ...options }
}

/** The same of any passkey, before it is known whose it is. */
export async function passkeySignInOptions(deps: Deps) {
  return { options: await optionsFor(deps, await keepPasskeyChallenge(deps.system, deps.clock())) }
}

/** Signs in with a passkey alone: it needs the device and the person's finger, face or PIN, and so is two factors. */
export async function passkeySignIn(deps: Deps, { credential }: Body<typeof contract.passkeySignIn>, meta: RequestMeta): Promise<SignedIn> {
  const refused = fail.unauthenticated('SIGN_IN_FAILED', 'This passkey is not known here; sign in another way.')
  const token = challengeIn(credential.response.clientDataJSON)
  const whose = ownerIn(credential.response.userHandle)
  if (!token || !whose || !(await takePasskeyChallenge(deps.system, token, deps.clock()))) throw refused
  const work = async (ctx: FullCtx) =>
    (await acceptPasskey(ctx, deps, { userId: whose.userId, challenge: token, passkey: credential })) &&
    beginSession(ctx, deps, whose.userId)
  const signedIn = await deps.door.enterAsSystem(whose.companyId, work, meta)
  if (!signedIn) throw refused
  return signedIn
}

async function credentialsOf(ctx: Ctx<'passkey'>, userId: string) {
  const rows = await ctx.tx
    .selectFrom('passkey')
    .select(['credentialId', 'transports'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .limit(maxPasskeys)
    .execute()
  return rows.map(({ credentialId, transports }) => ({ id: credentialId, transports }))
}

/** Company and user as the bytes a passkey keeps and gives back: who signs in needs no search across companies. */
function handleOf(companyId: string, userId: string) {
  return new Uint8Array(Buffer.from((companyId + userId).replaceAll('-', ''), 'hex'))
}

function ownerIn(userHandle: string | undefined) {
  const hex = Buffer.from(userHandle ?? '', 'base64url').toString('hex')
  const ids = [hex.slice(0, 32), hex.slice(32)].map((id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  const [companyId, userId] = ids as [string, string]
  return isId(companyId) && isId(userId) ? { companyId, userId } : undefined
}

const bytesOf = (token: string) => new Uint8Array(Buffer.from(token, 'base64url'))
