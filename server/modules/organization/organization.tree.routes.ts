import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.tree.contract.ts'
import * as trees from './organization.tree.service.ts'

export function treeRoutes(app: MusterApp) {
  app.route({ ...contract.branchHierarchy, handler: (req) => req.company((ctx) => trees.branchHierarchy(ctx, req.params.id)) })
  app.route({ ...contract.departmentTree, handler: (req) => req.company((ctx) => trees.departmentTree(ctx, req.params.id)) })
  app.route({
    ...contract.departmentHierarchy,
    handler: (req) => req.company((ctx) => trees.departmentHierarchy(ctx, req.params.branchId)),
  })
  app.route({
    ...contract.positionHierarchy,
    handler: (req) => req.company((ctx) => trees.positionHierarchy(ctx, req.params.departmentId)),
  })
}
