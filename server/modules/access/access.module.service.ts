import { sql } from 'kysely'
import { readActor } from '../../core/access.ts'
import { featureStates } from '../../core/access.rules.ts'
import { alwaysOpen } from '../../core/catalogue.ts'
import { claimsOf } from '../../core/claims.ts'
import { accessKinds } from '../../core/contract.ts'
import type { AccessKind, Body, Data, Params } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { beginChange, findRole, refuseFixedRole, refuseTakingFrom, requireRoles, requireUsers } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import * as contract from './access.module.contract.ts'

type Said = Record<AccessKind, boolean | null>
const nothing: Said = { read: null, create: null, update: null, delete: null }
const plain = ({ read, create, update, delete: removes }: Said): Said => ({ read, create, update, delete: removes })

/** The modules that declare permissions, in boot order: what of Muster can be switched at all. */
const modulesOf = ({ catalogue }: AccessCtx) => new Map([...catalogue.values()].map(({ module, moduleTitle }) => [module, moduleTitle]))

/** Says something of a module for a person or a role; what is left out stays as it was. */
export async function grantModuleAccess(ctx: AccessCtx, ask: Body<typeof contract.grantModuleAccess>) {
  await beginChange(ctx)
  const { userId, roleId, module } = ask
  if ((userId === undefined) === (roleId === undefined)) throw fail.unprocessable('ONE_HOLDER', 'Name either a person or a role.')
  if (!modulesOf(ctx).has(module))
    throw fail.unprocessable('MODULE_NOT_FOUND', `There is no module ${module}.`, { module, modules: [...modulesOf(ctx).keys()] })
  if (alwaysOpen.includes(module)) throw fail.unprocessable('MODULE_ALWAYS_OPEN', 'Nobody can be shut out of this module.', { module })
  const [user] = await requireUsers(ctx, userId ? [userId] : [], 'userId')
  const [role] = await requireRoles(ctx, roleId ? [roleId] : [], 'roleId')
  if (role) refuseFixedRole(role)
  const before = await readSaid(ctx, ask)
  const after: Said = { ...(before?.said ?? nothing) }
  for (const kind of accessKinds) if (ask[kind] !== undefined) after[kind] = ask[kind]
  const opens = accessKinds.filter((kind) => after[kind] !== false && (before?.said[kind] === false || (userId && after[kind] === true)))
  const shut = opens.find((kind) => ctx.actor.closed.has(`${module}.${kind}`))
  if (shut) throw fail.forbidden('GRANT_ABOVE_OWN', 'You cannot open what is switched off for you yourself.', { module, kind: shut })
  if (user && accessKinds.some((kind) => after[kind] === false && before?.said[kind] !== false)) await refuseTakingFrom(ctx, [user.id])
  const columns = { canRead: after.read, canCreate: after.create, canUpdate: after.update, canDelete: after.delete }
  const stamp = { changedAt: ctx.now, changedBy: ctx.actor.userId }
  if (before)
    await ctx.tx
      .updateTable('moduleAccess')
      .set({ ...columns, ...stamp })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', before.id)
      .execute()
  else {
    const row = { companyId: ctx.companyId, id: newId(), userId: userId ?? null, roleId: roleId ?? null, module }
    await ctx.tx
      .insertInto('moduleAccess')
      .values({ ...row, ...columns, ...stamp })
      .execute()
  }
  const holder = user ? { type: 'user' as const, id: user.id, name: user.name } : { type: 'role' as const, id: role!.id, name: role!.name }
  await ctx.emit(contract.moduleAccessChanged, {
    subject: { type: holder.type, id: holder.id },
    before: { module, ...(before?.said ?? nothing) },
    after: { module, ...after },
    data: { holder: holder.name, module: modulesOf(ctx).get(module)! },
  })
  return { switch: { holder, module, ...after, changedAt: ctx.now } }
}

async function readSaid(ctx: AccessCtx, { userId, roleId, module }: { userId?: string; roleId?: string; module: string }) {
  const row = await ctx.tx
    .selectFrom('moduleAccess')
    .select(['id', 'canRead', 'canCreate', 'canUpdate', 'canDelete'])
    .where('companyId', '=', ctx.companyId)
    .where('module', '=', module)
    .where(userId ? 'userId' : 'roleId', '=', userId ?? roleId!)
    .executeTakeFirst()
  return row && { id: row.id, said: { read: row.canRead, create: row.canCreate, update: row.canUpdate, delete: row.canDelete } }
}

export async function listModuleAccess(ctx: AccessCtx, userId: string): Promise<Data<typeof contract.listModuleAccess>> {
  const { claims } = await requireClaims(ctx, userId)
  const { rows } = await sql<{ module: string; roleId: string | null; roleName: string | null } & Said>`with recursive line as (
      select a.role_id as id from role_assignment a where a.company_id = ${ctx.companyId} and a.user_id = ${userId}
        and (a.valid_from is null or a.valid_from <= ${ctx.now}) and (a.valid_to is null or a.valid_to > ${ctx.now})
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select m.module, m.role_id, r.name as role_name, m.can_read as read, m.can_create as create, m.can_update as update, m.can_delete as delete
      from module_access m left join role r on r.company_id = ${ctx.companyId} and r.id = m.role_id
      where m.company_id = ${ctx.companyId} and (m.user_id = ${userId} or m.role_id in (select line.id from line))
      order by r.name`.execute(ctx.tx)
  const modules = [...modulesOf(ctx)].map(([module, title]) => {
    const ofModule = rows.filter((row) => row.module === module)
    const own = ofModule.find(({ roleId }) => roleId === null)
    const open = (kind: AccessKind) => claims !== undefined && (alwaysOpen.includes(module) || !claims.closed.has(`${module}.${kind}`))
    return {
      module,
      title,
      user: own ? plain(own) : nothing,
      roles: ofModule.flatMap((row) => (row.roleId === null ? [] : { roleId: row.roleId, roleName: row.roleName!, ...plain(row) })),
      effective: { read: open('read'), create: open('create'), update: open('update'), delete: open('delete') },
      canSwitch: !alwaysOpen.includes(module),
    }
  })
  return { modules }
}

export async function listRoleModuleAccess(ctx: AccessCtx, roleId: string): Promise<Data<typeof contract.listRoleModuleAccess>> {
  const role = await findRole(ctx, roleId)
  const { rows } = await sql<{ module: string; roleId: string; roleName: string } & Said>`with recursive line as (
      select ${roleId}::uuid as id
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select m.module, m.role_id, r.name as role_name, m.can_read as read, m.can_create as create, m.can_update as update, m.can_delete as delete
      from line join module_access m on m.company_id = ${ctx.companyId} and m.role_id = line.id
        join role r on r.company_id = ${ctx.companyId} and r.id = m.role_id
      order by r.name`.execute(ctx.tx)
  const modules = [...modulesOf(ctx)].map(([module, title]) => {
    const ofModule = rows.filter((row) => row.module === module)
    const own = ofModule.find((row) => row.roleId === roleId)
    const inherited = ofModule.filter((row) => row !== own).map((row) => ({ roleId: row.roleId, roleName: row.roleName, ...plain(row) }))
    const canSwitch = role.code !== 'admin' && !alwaysOpen.includes(module)
    return { module, title, ...(own ? plain(own) : nothing), inherited, canSwitch }
  })
  return { modules }
}

export async function checkModuleAccess(ctx: AccessCtx, { userId, moduleId, access }: Params<typeof contract.checkModuleAccess>) {
  const { row, claims } = await requireClaims(ctx, userId)
  if (!modulesOf(ctx).has(moduleId)) throw fail.notFound()
  if (!row || !claims) return { allowed: false, decidedBy: 'archived' as const }
  const features = new Set([...ctx.catalogue.values()].filter(({ module }) => module === moduleId).map(({ feature }) => feature))
  const on = new Set<string | undefined>(featureStates(row.planFeatures, row.features).flatMap(({ code, on: isOn }) => (isOn ? code : [])))
  if (!features.has(undefined) && [...features].every((feature) => !on.has(feature)))
    return { allowed: false, decidedBy: 'feature' as const }
  const said = row.switches.filter((one) => one.userId === userId && one.module === moduleId && one[access] !== null)
  const decidedBy = said.some(({ viaRole }) => !viaRole) ? 'user' : said.length > 0 ? 'role' : 'nothing'
  return { allowed: alwaysOpen.includes(moduleId) || !claims.closed.has(`${moduleId}.${access}`), decidedBy } as const
}

/** What somebody may claim now; of an archived account nothing, and one that is not there is not found. */
export async function requireClaims(ctx: AccessCtx, userId: string) {
  const user = await ctx.tx
    .selectFrom('userAccount as u')
    .leftJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .select(['u.id', 'u.status', 'e.id as employeeId', sql<string>`u.first_name || ' ' || u.last_name`.as('name')])
    .where('u.companyId', '=', ctx.companyId)
    .where('u.id', '=', userId)
    .executeTakeFirst()
  if (!user) throw fail.notFound()
  const row = await readActor(ctx, userId)
  const moment = { now: ctx.now, today: ctx.today, zone: ctx.actor.settings.timeZone }
  return {
    user: { ...user, status: user.status as 'active' | 'archived' },
    row,
    claims: row && claimsOf(row, userId, ctx.catalogue, moment),
  }
}
