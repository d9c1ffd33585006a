import type { MusterApp } from '../../core/http.ts'
import { leaveBalanceRoutes } from './leave.balance.routes.ts'
import { leaveBlackoutRoutes } from './leave.blackout.routes.ts'
import { leaveChangeRoutes } from './leave.change.routes.ts'
import { leaveCreditRoutes } from './leave.credit.routes.ts'
import { leaveEarnedRoutes } from './leave.earned.routes.ts'
import { leavePolicyRoutes } from './leave.policy.routes.ts'
import { leaveRoutes } from './leave.routes.ts'
import { leaveTypeRoutes } from './leave.type.routes.ts'
import { leaveYearEndRoutes } from './leave.year-end.routes.ts'

export function allLeaveRoutes(app: MusterApp) {
  leaveTypeRoutes(app)
  leavePolicyRoutes(app)
  leaveCreditRoutes(app)
  leaveYearEndRoutes(app)
  leaveBlackoutRoutes(app)
  leaveBalanceRoutes(app)
  leaveChangeRoutes(app)
  leaveEarnedRoutes(app)
  leaveRoutes(app)
}
