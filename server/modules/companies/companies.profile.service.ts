import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Company } from '../../../db/types.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { contrastsOf, leastContrast, unreadableIn } from '../../core/colour.rules.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { writtenAnew } from '../../core/pictures.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { refuseStale } from '../../core/version.ts'
import { takePlace } from './companies.limits.service.ts'
import type { PlaceCtx } from './companies.limits.service.ts'
import * as contract from './companies.profile.contract.ts'
import { refuseDomain, refuseSubdomain } from './companies.rules.ts'
import { companyOf, looksOf } from './companies.service.ts'
import { findLogo } from './companies.system.ts'

type CompanyCtx = Ctx<'company'>

/** Two admins at once are put in order by the company's own row; a domain goes to whoever confirmed an address at it. */
export async function updateCompany(ctx: CompanyCtx & Ctx<'userAccount'>, { version, ...changes }: Body<typeof contract.updateCompany>) {
  const before = await lockCompany(ctx)
  refuseStale(version, before.version)
  const { domain, subdomain } = changes
  const refusal =
    (subdomain !== undefined && subdomain !== before.subdomain && refuseSubdomain(subdomain)) ||
    (domain && domain !== before.domain && refuseDomain(domain, await confirmedEmail(ctx)))
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  const after = await change(ctx, { ...changes, ...(changes.name !== undefined && { name: changes.name.trim() }) })
  await ctx.emit(contract.companyUpdated, { subject: companySubject(ctx), before: told(before), after: told(after), data: {} })
  return { company: companyOf(looksOf(after, ctx.actor.features), ctx.now) }
}

const told = ({ id: _id, createdAt: _at, version: _version, planCode: _plan, ...row }: Selectable<Company>) => row

/** Of whoever asks, when it was confirmed; support and programs have none. */
async function confirmedEmail({ tx, companyId, actor }: Ctx<'userAccount'>): Promise<string> {
  if (actor.userId === null) return ''
  const account = await tx
    .selectFrom('userAccount')
    .select(['email', 'emailVerifiedAt'])
    .where('companyId', '=', companyId)
    .where('id', '=', actor.userId)
    .executeTakeFirst()
  return account?.emailVerifiedAt ? account.email : ''
}

export async function getBranding(ctx: Ctx<'company'>) {
  const row = await ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).executeTakeFirstOrThrow()
  return { branding: brandingOf(row) }
}

/** A colour that cannot be read in one of the schemes is refused with the figure. */
export async function updateBranding(ctx: CompanyCtx, { version, ...changes }: Body<typeof contract.updateBranding>) {
  if (changes.primaryColor) refuseUnreadable(changes.primaryColor)
  const before = await lockCompany(ctx)
  refuseStale(version, before.version)
  return changeLook(ctx, before, {
    ...changes,
    ...(changes.primaryColor && { primaryColor: changes.primaryColor.toLowerCase() }),
    ...(changes.tagline && { tagline: changes.tagline.trim() }),
  })
}

function refuseUnreadable(colour: string) {
  const schemes = unreadableIn(colour)
  if (schemes.length === 0) return
  const found = contrastsOf(colour)
  const figures = schemes.map((scheme) => `${found[scheme]} : 1 in the ${scheme} scheme`).join(' and ')
  throw fail.invalid('COLOUR_CONTRAST', `This colour has a contrast of ${figures}; ${leastContrast} : 1 is needed to read it.`, [
    { path: 'body.primaryColor', message: `has a contrast of ${figures}`, expected: `at least ${leastContrast} : 1`, contrast: found },
  ])
}

const logoEdge = 512

/** The logo as it is kept: no larger than needed, WebP, with whatever is transparent. */
export function logoOf(file: Uint8Array): Promise<Buffer> {
  return writtenAnew(file, (picture) =>
    picture.resize(logoEdge, logoEdge, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb').webp({ quality: 90 }).toBuffer(),
  )
}

/** Puts a logo in the place of the one before, under an address of its own. */
export async function keepLogo(ctx: PlaceCtx, content: Buffer) {
  await takePlace(ctx, 'storageBytes', content.length)
  const before = await lockCompany(ctx)
  const logo = { token: randomBytes(24).toString('base64url'), content, changedAt: ctx.now }
  await ctx.tx
    .insertInto('companyLogo')
    .values({ companyId: ctx.companyId, ...logo })
    .onConflict((conflict) => conflict.column('companyId').doUpdateSet(logo))
    .execute()
  return changeLook(ctx, before, { logoUrl: `/api/v1/companies/logo/${logo.token}` })
}

export async function removeLogo(ctx: CompanyCtx & Ctx<'companyLogo'>) {
  const before = await lockCompany(ctx)
  const removed = await ctx.tx.deleteFrom('companyLogo').where('companyId', '=', ctx.companyId).returning('token').execute()
  if (removed.length === 0) throw fail.notFound()
  await changeLook(ctx, before, { logoUrl: null })
  return {}
}

export async function getLogo(system: SystemPool, token: string) {
  const logo = await findLogo(system, token)
  if (!logo) throw fail.notFound()
  return { content: logo.content, hash: logo.token }
}

type Row = Selectable<Company>

async function changeLook(ctx: CompanyCtx, before: Row, values: Partial<Row>) {
  const after = await change(ctx, values)
  await ctx.emit(contract.brandingChanged, { subject: companySubject(ctx), before: told(before), after: told(after), data: {} })
  return { branding: brandingOf(after) }
}

function brandingOf({ name, tagline, primaryColor, logoUrl, version }: Row) {
  return { name, tagline, primaryColor, logoUrl, contrast: contrastsOf(primaryColor ?? ownColour), version }
}

/** Muster's own. */
const ownColour = '#3b5bdb'

function lockCompany(ctx: Ctx<'company'>) {
  return ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).forUpdate().executeTakeFirstOrThrow()
}

function change(ctx: Ctx<'company'>, values: Partial<Row>) {
  return ctx.tx
    .updateTable('company')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', ctx.companyId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

const companySubject = ({ companyId }: Bound) => ({ type: 'company', id: companyId })
