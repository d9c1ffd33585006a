import { ById, Bytes, event, Fields, Id, Instant, Named, Nothing, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

const feature = 'leaveManagement'

export const Feed = Type.Object({
  id: Id,
  kind: OneOf('own', 'team'),
  createdAt: Instant,
  lastUsedAt: Nullable(Instant),
})
export type Feed = Static<typeof Feed>

export const listFeeds = {
  method: 'GET',
  url: '/leave/feeds',
  config: { access: 'self', feature },
  schema: { summary: 'My calendar links that work', response: { 200: Named('feeds', Type.Array(Feed)) } },
} as const satisfies Contract

export const createFeed = {
  method: 'POST',
  url: '/leave/feeds',
  config: { access: 'leave.read-calendar', feature, shownOnce: true },
  schema: {
    summary: 'Make a secret link under which a calendar program reads my leave, or who of those I see is away',
    body: Fields({ kind: OneOf('own', 'team') }),
    response: { 201: Named('feed', Type.Object({ ...Feed.properties, url: Type.String({ description: 'Shown this once' }) })) },
  },
  examples: { body: { kind: 'own' } },
} as const satisfies Contract

export const revokeFeed = {
  method: 'DELETE',
  url: '/leave/feeds/:id',
  config: { access: 'self', feature },
  schema: { summary: 'End a calendar link of mine at once', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const readFeed = {
  method: 'GET',
  url: '/leave/feed/:token',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'What a calendar link shows: iCalendar (RFC 5545), from a month ago to a year ahead, with what its owner may see now',
    params: Fields({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}(\\.ics)?$' }) }),
    response: { 200: Bytes('text/calendar') },
  },
} as const satisfies Contract

const About = Type.Object({ kind: Type.String() })
export const feedCreated = event('leave-feed.created', '{actor} made a calendar link to leave ({kind})', About)
export const feedRevoked = event('leave-feed.revoked', '{actor} ended a calendar link to leave ({kind})', About)
export const feedEvents = [feedCreated, feedRevoked]
