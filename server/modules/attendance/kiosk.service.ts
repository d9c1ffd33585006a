import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { hashSecret } from '../../core/tokens.ts'
import type { Vault } from '../../core/vault.ts'
import { ownEmployeeId } from './range.queries.ts'
import * as contract from './kiosk.contract.ts'
import type { Kiosk } from './kiosk.contract.ts'
import { isEasyPin } from './kiosk.rules.ts'

type KioskCtx = Ctx<'kiosk' | 'branch' | 'kioskPin'>

const makeKeys = promisify(generateKeyPair)

export async function listKiosks(ctx: KioskCtx, ask: Query<typeof contract.listKiosks>) {
  const { rows: kiosks, pagination } = await fetchPage(kiosksAsked(ctx, ask), ask)
  return { kiosks, pagination }
}

export function exportKiosks(ctx: KioskCtx, ask: Query<typeof contract.exportKiosks>) {
  return exportList(ctx, ask, { name: 'kiosks', rows: kiosksAsked(ctx, ask), cells, event: contract.kiosksExported })
}

function kiosksAsked(ctx: KioskCtx, { q, sort = 'name' }: Query<typeof contract.exportKiosks>) {
  const query = selectKiosks(ctx)
  return sorted(q ? query.where(wordsIn(q, 'k.name', 'b.name')) : query, sort, sortable, 'k.id')
}

const sortable = { name: 'k.name', branch: 'b.name', lastUsedAt: 'k.lastUsedAt', createdAt: 'k.createdAt' }

const cells: Cells<Kiosk> = {
  Name: ({ name }) => name,
  Branch: ({ branchName }) => branchName,
  Registered: ({ createdAt }) => createdAt,
  'Last used': ({ lastUsedAt }) => lastUsedAt,
}

function selectKiosks(ctx: KioskCtx) {
  return ctx.tx
    .selectFrom('kiosk as k')
    .innerJoin('branch as b', (join) => join.onRef('b.id', '=', 'k.branchId').on('b.companyId', '=', ctx.companyId))
    .select(['k.id', 'k.name', 'k.branchId', 'b.name as branchName', 'k.createdAt', 'k.lastUsedAt'])
    .where('k.companyId', '=', ctx.companyId)
    .where('k.revokedAt', 'is', null)
}

/** The keys of a tablet, made before the transaction because it takes a while. */
export async function kioskKeys() {
  const keys = await makeKeys('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return { publicKey: keys.publicKey.toString('base64'), privateKey: keys.privateKey }
}

/** Company and secret stand in the token, so that using it searches nothing; kept is only its hash. */
export async function createKiosk(
  ctx: KioskCtx,
  { name, branchId }: Body<typeof contract.createKiosk>,
  { vault, appUrl, keys }: { vault: Vault; appUrl: string; keys: Awaited<ReturnType<typeof kioskKeys>> },
) {
  const branch = await ctx.tx
    .selectFrom('branch')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', branchId)
    .executeTakeFirst()
  if (!branch) throw fail.notFound()
  const id = newId()
  const token = Buffer.concat([Buffer.from(ctx.companyId.replaceAll('-', ''), 'hex'), randomBytes(32)]).toString('base64url')
  await ctx.tx
    .insertInto('kiosk')
    .values({
      companyId: ctx.companyId,
      id,
      name: name.trim(),
      branchId,
      tokenHash: hashSecret(token),
      publicKey: keys.publicKey,
      sealedKey: vault.seal(keys.privateKey, `kiosk ${id}`),
      createdAt: ctx.now,
    })
    .execute()
  await ctx.emit(contract.kioskRegistered, { subject: { type: 'kiosk', id }, data: { name: name.trim() } })
  const kiosk = await selectKiosks(ctx).where('k.id', '=', id).executeTakeFirstOrThrow()
  // Behind the #, which browsers send to nobody.
  return { kiosk, url: `${appUrl}/kiosk#${token}` }
}

export async function revokeKiosk(ctx: KioskCtx, id: string) {
  const ended = await ctx.tx
    .updateTable('kiosk')
    .set({ revokedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('name')
    .executeTakeFirst()
  if (!ended) throw fail.notFound()
  await ctx.emit(contract.kioskRevoked, { subject: { type: 'kiosk', id }, data: { name: ended.name } })
  return {}
}

export async function getPin(ctx: KioskCtx) {
  const row = await ctx.tx
    .selectFrom('kioskPin')
    .select('setAt')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', ownEmployeeId(ctx))
    .executeTakeFirst()
  return { setAt: row?.setAt ?? null }
}

export function refuseEasy(pin: string) {
  if (isEasyPin(pin))
    throw fail.unprocessable('PIN_EASY', 'This PIN is among the first that are tried; choose another one.', { field: 'pin' })
}

/** `hash` is made before the transaction. A new PIN ends the delay after wrong ones: whoever sets it has signed in. */
export async function setPin(ctx: KioskCtx, hash: string) {
  const employeeId = ownEmployeeId(ctx)
  const fresh = { pinHash: hash, failures: 0, blockedUntil: null, setAt: ctx.now }
  await ctx.tx
    .insertInto('kioskPin')
    .values({ companyId: ctx.companyId, employeeId, ...fresh })
    .onConflict((conflict) => conflict.columns(['companyId', 'employeeId']).doUpdateSet(fresh))
    .execute()
  await ctx.emit(contract.pinChosen, { subject: { type: 'employee', id: employeeId }, data: {} })
  return {}
}
