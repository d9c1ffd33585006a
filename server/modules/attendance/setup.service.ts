import { breakTypeEvents } from './break-type.contract.ts'
import { breakTypeRoutes } from './break-type.routes.ts'
import { correctionEvents, correctionPermissions } from './correction.contract.ts'
import { correctionRoutes } from './correction.routes.ts'
import { monthEvents, monthPermission } from './closed-month.contract.ts'
import { closedMonthRoutes } from './closed-month.routes.ts'
import { exceptionAccepted, exceptionsExported } from './exception.contract.ts'
import { exceptionRoutes } from './exception.routes.ts'
import { calendarEvents } from './holiday-calendar.contract.ts'
import { importEvents, importPermission } from './entry-import.contract.ts'
import { entryImportRoutes } from './entry-import.routes.ts'
import { holidayCalendarRoutes } from './holiday-calendar.routes.ts'
import { holidayEvents } from './holiday.contract.ts'
import { holidayRoutes } from './holiday.routes.ts'
import { kioskEvents } from './kiosk.contract.ts'
import { kioskRoutes } from './kiosk.routes.ts'
import { geofenceEvents, locatePermission } from './geofence.contract.ts'
import { geofenceRoutes } from './geofence.routes.ts'
import { overtimeDecided, overtimePermission } from './overtime.contract.ts'
import { overtimeRoutes } from './overtime.routes.ts'
import { policyEvents } from './policy.contract.ts'
import { policyRoutes } from './policy.routes.ts'
import { recomputeRoutes } from './recompute.routes.ts'
import { rosterPlanEvents } from './roster-plan.contract.ts'
import { rosterPlanRoutes } from './roster-plan.routes.ts'
import { rosterEvents } from './roster.contract.ts'
import { rosterRoutes } from './roster.routes.ts'
import { shiftRequestEvents, shiftRequestPermissions } from './shift-request.contract.ts'
import { shiftRequestRoutes } from './shift-request.routes.ts'
import { shiftEvents, shiftPermission } from './shift.contract.ts'
import { shiftRoutes } from './shift.routes.ts'
import { summaryRoutes } from './summary.routes.ts'
import { locationEvents, locationPermissions } from './work-location.contract.ts'
import { workLocationRoutes } from './work-location.routes.ts'
import { patternEvents } from './working-pattern.contract.ts'
import { workingPatternRoutes } from './working-pattern.routes.ts'

/** What the module is set up with beside the clock itself, gathered here so that its index stays an index. */
export const setupRoutes = [
  holidayRoutes,
  holidayCalendarRoutes,
  recomputeRoutes,
  workingPatternRoutes,
  shiftRoutes,
  rosterRoutes,
  rosterPlanRoutes,
  shiftRequestRoutes,
  kioskRoutes,
  geofenceRoutes,
  breakTypeRoutes,
  policyRoutes,
  overtimeRoutes,
  exceptionRoutes,
  summaryRoutes,
  entryImportRoutes,
  correctionRoutes,
  closedMonthRoutes,
  workLocationRoutes,
]
export const setupEvents = [
  ...holidayEvents,
  ...calendarEvents,
  ...patternEvents,
  ...shiftEvents,
  ...rosterEvents,
  ...rosterPlanEvents,
  ...shiftRequestEvents,
  ...kioskEvents,
  ...geofenceEvents,
  ...breakTypeEvents,
  ...policyEvents,
  overtimeDecided,
  exceptionAccepted,
  exceptionsExported,
  ...importEvents,
  ...correctionEvents,
  ...monthEvents,
  ...locationEvents,
]
export const setupPermissions = [
  shiftPermission,
  ...shiftRequestPermissions,
  overtimePermission,
  importPermission,
  ...correctionPermissions,
  monthPermission,
  ...locationPermissions,
  locatePermission,
]
