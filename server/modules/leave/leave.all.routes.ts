import type { MusterApp } from '../../core/http.ts'
import { leaveBalanceRoutes } from './leave.balance.routes.ts'
import { leaveBlackoutRoutes } from './leave.blackout.routes.ts'
import { leaveCalendarRoutes } from './leave.calendar.routes.ts'
import { leaveChangeRoutes } from './leave.change.routes.ts'
import { leaveCoverageRoutes } from './leave.coverage.routes.ts'
import { leaveCreditRoutes } from './leave.credit.routes.ts'
import { leaveDocumentRoutes } from './leave.document.routes.ts'
import { leaveEarnedRoutes } from './leave.earned.routes.ts'
import { leaveFeedRoutes } from './leave.feed.routes.ts'
import { leaveListRoutes } from './leave.list.routes.ts'
import { leavePayoutRoutes } from './leave.payout.routes.ts'
import { leavePersonRoutes } from './leave.person.routes.ts'
import { leavePolicyRoutes } from './leave.policy.routes.ts'
import { leaveReportRoutes } from './leave.report.routes.ts'
import { leaveRoutes } from './leave.routes.ts'
import { leaveTypeRoutes } from './leave.type.routes.ts'
import { leaveYearEndRoutes } from './leave.year-end.routes.ts'

const settings = [leaveTypeRoutes, leavePolicyRoutes, leaveCreditRoutes, leaveYearEndRoutes, leaveBlackoutRoutes, leaveCoverageRoutes]
const ofPeople = [
  leaveBalanceRoutes,
  leaveRoutes,
  leaveCalendarRoutes,
  leaveChangeRoutes,
  leaveDocumentRoutes,
  leaveEarnedRoutes,
  leaveListRoutes,
  leavePayoutRoutes,
  leavePersonRoutes,
  leaveReportRoutes,
  leaveFeedRoutes,
]

export function allLeaveRoutes(app: MusterApp) {
  for (const routes of [...settings, ...ofPeople]) routes(app)
}
