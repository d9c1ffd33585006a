import { balanceAdjusted } from './leave.balance.contract.ts'
import { blackoutEvents } from './leave.blackout.contract.ts'
import { leaveChanged } from './leave.change.contract.ts'
import { requestEvents } from './leave.contract.ts'
import { coverageEvents } from './leave.coverage.contract.ts'
import { creditRetried } from './leave.credit.contract.ts'
import { documentEvents } from './leave.document.contract.ts'
import { earnedEvents } from './leave.earned.contract.ts'
import { feedEvents } from './leave.feed.contract.ts'
import { ledgerExported, requestsExported } from './leave.list.contract.ts'
import { payoutEvents } from './leave.payout.contract.ts'
import { policyEvents } from './leave.policy.contract.ts'
import { balancesExported } from './leave.report.contract.ts'
import { typeEvents } from './leave.type.contract.ts'
import { yearEndEvents } from './leave.year-end.contract.ts'

export const leaveEvents = [
  ...requestEvents,
  leaveChanged,
  balanceAdjusted,
  balancesExported,
  ledgerExported,
  requestsExported,
  ...typeEvents,
  ...policyEvents,
  creditRetried,
  ...yearEndEvents,
  ...blackoutEvents,
  ...coverageEvents,
  ...feedEvents,
  ...earnedEvents,
  ...payoutEvents,
  ...documentEvents,
]
