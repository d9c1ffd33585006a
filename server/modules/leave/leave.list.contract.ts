import { csvExported, csvOf } from '../../core/list-contract.ts'
import { listLedger } from './leave.balance.contract.ts'
import { listRequests } from './leave.contract.ts'

export const exportRequests = csvOf(listRequests, 'requests')
export const exportLedger = csvOf(listLedger, 'entries')

export const requestsExported = csvExported('leave.requests-exported', 'requests for leave')
export const ledgerExported = csvExported('leave.ledger-exported', 'entries of the leave ledger')
