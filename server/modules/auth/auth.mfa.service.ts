import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { base32, matchingStep, otpauthUri } from '../../core/totp.ts'
import * as contract from './auth.mfa.contract.ts'
import { makeRecoveryCodes, recoveryCodesLeft, spendStep, totpOwner } from './auth.proof.service.ts'
import { plainCode } from './auth.rules.ts'

type MfaCtx = Ctx<'totpFactor' | 'recoveryCode' | 'passkey' | 'userAccount' | 'company' | 'companyState'>
type DemandCtx = Ctx<'role' | 'secondFactorDemand' | 'roleAssignment' | 'userAccount' | 'totpFactor' | 'passkey' | 'companyState'>

/** As RFC 4226 § 4 advises: 160 bits. */
const secretBytes = 20
const setUpMinutes = 10

export async function getSecondFactors(ctx: MfaCtx & DemandCtx) {
  const userId = ctx.actor.userId!
  const [totp, passkeys, left, demanded] = await Promise.all([
    confirmed(ctx, userId),
    ctx.tx
      .selectFrom('passkey')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('companyId', '=', ctx.companyId)
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow(),
    recoveryCodesLeft(ctx, userId),
    isDemanded(ctx, userId),
  ])
  const secondFactors = {
    totpSince: totp?.confirmedAt ?? null,
    passkeyCount: passkeys.count,
    recoveryCodesLeft: left,
    demanded,
  }
  return { secondFactors }
}

/** Whether a role held now, or one it inherits from, demands a second factor. */
async function isDemanded({ tx, companyId, now }: DemandCtx, userId: string) {
  const { rows } = await sql<{ demanded: boolean }>`with recursive held as (
      select a.role_id from role_assignment a where a.company_id = ${companyId} and a.user_id = ${userId}
        and (a.valid_from is null or a.valid_from <= ${now}) and (a.valid_to is null or a.valid_to > ${now})
      union select p.parent_id from held join role_parent p on p.role_id = held.role_id where p.company_id = ${companyId}
    ) select exists (select from held join second_factor_demand d on d.role_id = held.role_id where d.company_id = ${companyId}) as demanded`.execute(
    tx,
  )
  return rows[0]!.demanded
}

function confirmed(ctx: Ctx<'totpFactor'>, userId: string) {
  return ctx.tx
    .selectFrom('totpFactor')
    .select('confirmedAt')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
}

/** A new secret, in place of one that was begun and not confirmed. One that is on must be removed first. */
export async function setUpTotp(ctx: MfaCtx, deps: Deps) {
  const userId = ctx.actor.userId!
  const secret = randomBytes(secretBytes)
  const sealed = deps.vault.seal(secret, totpOwner(ctx, userId))
  const begun = await ctx.tx
    .insertInto('totpFactor')
    .values({ companyId: ctx.companyId, userId, sealed, createdAt: ctx.now })
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'userId'])
        .doUpdateSet({ sealed, createdAt: ctx.now, lastStep: 0 })
        .where('totpFactor.confirmedAt', 'is', null),
    )
    .returning('userId')
    .executeTakeFirst()
  if (!begun) throw fail.conflict('TOTP_ON', 'You have an authenticator app already; remove it first.')
  const [{ email }, { name }] = await Promise.all([
    ctx.tx
      .selectFrom('userAccount')
      .select('email')
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
    ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
  ])
  const expiresAt = new Date(Date.parse(ctx.now) + setUpMinutes * 60_000).toISOString()
  return { totp: { secret: base32(secret), uri: otpauthUri(secret, `Muster ${name}`, email), expiresAt } }
}

/** Switches the app on with its first code, which is used up by it, and gives recovery codes to whoever has none. */
export async function confirmTotp(ctx: MfaCtx, deps: Deps, { code }: Body<typeof contract.confirmTotp>) {
  const userId = ctx.actor.userId!
  const begun = await ctx.tx
    .selectFrom('totpFactor')
    .select(['sealed', 'createdAt'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('confirmedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!begun || Date.parse(ctx.now) - Date.parse(begun.createdAt) >= setUpMinutes * 60_000) {
    throw fail.conflict('TOTP_NOT_BEGUN', 'There is nothing to confirm, or it took too long; begin again.')
  }
  const step = matchingStep(deps.vault.open(begun.sealed, totpOwner(ctx, userId)), plainCode(code), ctx.now)
  if (step === undefined)
    throw fail.unprocessable('CODE_WRONG', 'This code is not right; check the clock of your telephone and take the next one.')
  await ctx.tx
    .updateTable('totpFactor')
    .set({ confirmedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .execute()
  await spendStep(ctx, userId, step)
  const recoveryCodes = (await recoveryCodesLeft(ctx, userId)) === 0 ? await makeRecoveryCodes(ctx, deps, userId) : []
  await ctx.raiseAccessVersion()
  await ctx.emit(contract.totpOn, { subject: { type: 'user', id: userId }, data: {} })
  return { recoveryCodes }
}

export async function removeTotp(ctx: MfaCtx) {
  const userId = ctx.actor.userId!
  const removed = await ctx.tx
    .deleteFrom('totpFactor')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('confirmedAt', 'is not', null)
    .returning('userId')
    .executeTakeFirst()
  if (!removed) throw fail.notFound()
  await ctx.raiseAccessVersion()
  await ctx.emit(contract.totpRemoved, { subject: { type: 'user', id: userId }, data: {} })
  return {}
}

export async function renewRecoveryCodes(ctx: MfaCtx, deps: Deps) {
  const userId = ctx.actor.userId!
  // Held until the end, so that of two requests at once the codes of one are the ones that work.
  await ctx.raiseAccessVersion()
  const { secondFactors } = await getSecondFactors(ctx as MfaCtx & DemandCtx)
  if (secondFactors.totpSince === null && secondFactors.passkeyCount === 0)
    throw fail.conflict('SECOND_FACTOR_MISSING', 'Recovery codes stand in for a second factor; set one up first.')
  const recoveryCodes = await makeRecoveryCodes(ctx, deps, userId)
  await ctx.emit(contract.recoveryCodesMade, { subject: { type: 'user', id: userId }, data: {} })
  return { recoveryCodes }
}

export async function listDemands(ctx: DemandCtx) {
  const { rows: roles } = await sql<Demand>`
    select r.id as role_id, r.code, r.name,
      exists (select from second_factor_demand d where d.company_id = ${ctx.companyId} and d.role_id = r.id) as demanded,
      count(u.id)::int as people,
      count(u.id) filter (where not exists (select from totp_factor f where f.company_id = ${ctx.companyId} and f.user_id = u.id and f.confirmed_at is not null)
        and not exists (select from passkey k where k.company_id = ${ctx.companyId} and k.user_id = u.id))::int as people_without
    from role r
      left join role_assignment a on a.company_id = ${ctx.companyId} and a.role_id = r.id
      left join user_account u on u.company_id = ${ctx.companyId} and u.id = a.user_id and u.status = 'active'
    where r.company_id = ${ctx.companyId}
    group by r.id, r.code, r.name order by r.name, r.id limit 500`.execute(ctx.tx)
  return { roles }
}

type Demand = { roleId: string; code: string; name: string; demanded: boolean; people: number; peopleWithout: number }

export async function setDemands(ctx: DemandCtx, { roleIds }: Body<typeof contract.setDemands>) {
  const before = (await listDemands(ctx)).roles
  if (roleIds.some((id) => !before.some(({ roleId }) => roleId === id)))
    throw fail.unprocessable('ROLE_NOT_FOUND', 'One of these roles is not there.')
  await ctx.raiseAccessVersion()
  await ctx.tx.deleteFrom('secondFactorDemand').where('companyId', '=', ctx.companyId).execute()
  if (roleIds.length > 0) {
    await ctx.tx
      .insertInto('secondFactorDemand')
      .values(roleIds.map((roleId) => ({ companyId: ctx.companyId, roleId })))
      .execute()
  }
  const after = await listDemands(ctx)
  const namesOf = (roles: readonly Demand[]) => ({ roles: roles.filter(({ demanded }) => demanded).map(({ code }) => code) })
  await ctx.emit(contract.demandsChanged, {
    subject: { type: 'company', id: ctx.companyId },
    before: namesOf(before),
    after: namesOf(after.roles),
    data: {},
  })
  return after
}
