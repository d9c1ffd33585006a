import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.branch.contract.ts'
import * as branches from './organization.branch.service.ts'

export function branchRoutes(app: MusterApp) {
  app.route({ ...contract.listBranches, handler: (req) => req.company((ctx) => branches.listBranches(ctx, req.query)) })
  app.route({ ...contract.branchStatistics, handler: (req) => req.company((ctx) => branches.branchStatistics(ctx, req.query)) })
  app.route({ ...contract.getBranchByCode, handler: (req) => req.company((ctx) => branches.getBranchByCode(ctx, req.params.code)) })
  app.route({ ...contract.exportBranches, handler: (req) => req.company((ctx) => branches.exportBranches(ctx, req.query)) })
  app.route({ ...contract.getBranch, handler: (req) => req.company((ctx) => branches.getBranch(ctx, req.params.id)) })
  app.route({ ...contract.createBranch, handler: (req) => req.company((ctx) => branches.createBranch(ctx, req.body)) })
  app.route({ ...contract.updateBranch, handler: (req) => req.company((ctx) => branches.updateBranch(ctx, req.params.id, req.body)) })
  app.route({ ...contract.archiveBranch, handler: (req) => req.company((ctx) => branches.archiveBranch(ctx, req.params.id)) })
  app.route({ ...contract.restoreBranch, handler: (req) => req.company((ctx) => branches.restoreBranch(ctx, req.params.id)) })
}
