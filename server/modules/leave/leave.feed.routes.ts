import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.feed.contract.ts'
import * as feed from './leave.feed.service.ts'

export function leaveFeedRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.listFeeds, handler: (req) => req.company((ctx) => feed.listFeeds(ctx)) })
  app.route({ ...contract.createFeed, handler: (req) => req.company((ctx) => feed.createFeed(ctx, req.body, deps.appUrl())) })
  app.route({ ...contract.revokeFeed, handler: (req) => req.company((ctx) => feed.revokeFeed(ctx, req.params.id)) })
  app.route({ ...contract.readFeed, handler: (req) => feed.readFeed(deps, req.params.token) })
}
