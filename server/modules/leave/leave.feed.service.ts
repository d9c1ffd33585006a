import { createHash, randomBytes } from 'node:crypto'
import { admit } from '../../core/access.ts'
import { areaOf } from '../../core/catalogue.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { basePath } from '../../core/http.ts'
import { isId, newId } from '../../core/ids.ts'
import { hashSecret } from '../../core/tokens.ts'
import { absenceRows } from './leave.calendar.service.ts'
import * as contract from './leave.feed.contract.ts'
import type { Feed } from './leave.feed.contract.ts'
import { calendarOf } from './leave.ical.service.ts'
import type { FeedAbsence } from './leave.ical.service.ts'
import { ownEmployeeId } from './leave.evaluate.service.ts'
import { selectRequests } from './leave.queries.ts'

type FeedCtx = Ctx<'leaveFeed' | 'userAccount'>

const mostFeeds = 10
const pastDays = 31
const futureDays = 366
const mostEvents = 2_000
/** A link is read every few minutes by some programs: when it was last used is written once an hour. */
const noteEveryMs = 3_600_000

export async function listFeeds(ctx: FeedCtx) {
  const feeds = await selectFeeds(ctx).orderBy('f.createdAt').limit(mostFeeds).execute()
  return { feeds: feeds as Feed[] }
}

/** Company and secret stand in the link, so that using it searches nothing; kept is only its hash. */
export async function createFeed(ctx: FeedCtx, { kind }: Body<typeof contract.createFeed>, appUrl: string) {
  if (kind === 'own') ownEmployeeId(ctx)
  // Held until the end: of two links for the last place one is made.
  await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.actor.userId!)
    .forNoKeyUpdate()
    .execute()
  const { feeds } = await listFeeds(ctx)
  if (feeds.length >= mostFeeds)
    throw fail.conflict('LEAVE_FEEDS_TOO_MANY', `You have ${mostFeeds} calendar links; end one first.`, { most: mostFeeds })
  const id = newId()
  const token = Buffer.concat([Buffer.from(ctx.companyId.replaceAll('-', ''), 'hex'), randomBytes(32)]).toString('base64url')
  await ctx.tx
    .insertInto('leaveFeed')
    .values({ companyId: ctx.companyId, id, userId: ctx.actor.userId!, kind, tokenHash: hashSecret(token), createdAt: ctx.now })
    .execute()
  await ctx.emit(contract.feedCreated, { subject: { type: 'leave-feed', id }, data: { kind } })
  return { feed: { id, kind, createdAt: ctx.now, lastUsedAt: null, url: `${appUrl}${basePath}/leave/feed/${token}.ics` } }
}

export async function revokeFeed(ctx: FeedCtx, id: string) {
  const revoked = await ctx.tx
    .updateTable('leaveFeed')
    .set({ revokedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('userId', '=', ctx.actor.userId)
    .where('revokedAt', 'is', null)
    .returning('kind')
    .executeTakeFirst()
  if (!revoked) throw fail.notFound()
  await ctx.emit(contract.feedRevoked, { subject: { type: 'leave-feed', id }, data: { kind: revoked.kind } })
  return {}
}

/** What stands behind a link now, as its owner may see it now. A link that is unknown, ended or of somebody who left is not there. */
export async function readFeed(deps: Deps, text: string) {
  const token = text.replace(/\.ics$/, '')
  const companyId = companyOf(token)
  if (!companyId) throw fail.notFound()
  const feed = await deps.door.enterAsSystem(companyId, (ctx) => findFeed(ctx, token))
  if (!feed) throw fail.notFound()
  return deps.door.enterAsUser(companyId, feed.userId, async (ctx) => {
    const kind = feed.kind as Feed['kind']
    admit(ctx.actor, { access: permissionOf[kind], feature: 'leaveManagement' }, false, areaOf('leave', 'read'))
    const { language, timeZone } = ctx.actor.settings
    const text = calendarOf(await absencesOf(ctx, kind), { kind, language: feed.language ?? language, timeZone, now: ctx.now })
    const content = Buffer.from(text)
    return { content, hash: createHash('sha256').update(content).digest('base64url'), fileName: `leave-${kind}.ics` }
  })
}

const permissionOf = { own: 'leave.request', team: 'leave.read-calendar' } as const

function companyOf(token: string): string | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 48) return null
  const id = bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return isId(id) ? id : null
}

async function findFeed(ctx: FeedCtx, token: string) {
  const feed = await ctx.tx
    .selectFrom('leaveFeed as f')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'f.userId').on('u.companyId', '=', ctx.companyId))
    .select(['f.id', 'f.userId', 'f.kind', 'f.lastUsedAt', 'u.language'])
    .where('f.companyId', '=', ctx.companyId)
    .where('f.tokenHash', '=', hashSecret(token))
    .where('f.revokedAt', 'is', null)
    .where('u.status', '=', 'active')
    .executeTakeFirst()
  if (!feed) return undefined
  if (feed.lastUsedAt === null || Date.parse(ctx.now) - Date.parse(feed.lastUsedAt) > noteEveryMs)
    await ctx.tx
      .updateTable('leaveFeed')
      .set({ lastUsedAt: ctx.now })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', feed.id)
      .execute()
  return feed
}

async function absencesOf(ctx: FullCtx, kind: Feed['kind']): Promise<FeedAbsence[]> {
  const [from, to] = [addDays(ctx.today, -pastDays), addDays(ctx.today, futureDays)]
  if (kind === 'team') {
    const rows = await absenceRows(ctx, from, to).where('r.state', '=', 'approved').execute()
    return rows.map(({ mayRead, ...row }) => ({ ...row, typeName: mayRead ? row.typeName : null }))
  }
  return selectRequests(ctx, 'leave.request')
    .where('r.employeeId', '=', ownEmployeeId(ctx))
    .where('r.state', 'in', ['pending', 'approved'])
    .where('r.firstDay', '<=', to)
    .where('r.lastDay', '>=', from)
    .orderBy('r.firstDay')
    .orderBy('r.id')
    .limit(mostEvents)
    .execute()
}

function selectFeeds(ctx: FeedCtx) {
  return ctx.tx
    .selectFrom('leaveFeed as f')
    .select(['f.id', 'f.kind', 'f.createdAt', 'f.lastUsedAt'])
    .where('f.companyId', '=', ctx.companyId)
    .where('f.userId', '=', ctx.actor.userId)
    .where('f.revokedAt', 'is', null)
}
