import { reaches } from '../../core/contract.ts'
import type { Permission } from '../../core/contract.ts'

const feature = 'leaveManagement'

export const permissions = [
  {
    code: 'leave.request',
    feature,
    title: 'Ask for leave',
    description: "One's own balances, preview, asking and taking back.",
    reaches: ['own'],
    roles: { hr: 'own', finance: 'own', ceo: 'own', director: 'own', manager: 'own', project_lead: 'own', employee: 'own', teacher: 'own' },
  },
  {
    code: 'leave.read',
    feature,
    title: 'See leave',
    description: 'Requests, balances and the ledger.',
    reaches: [...reaches],
    roles: {
      hr: 'company',
      finance: 'own',
      ceo: 'company',
      director: 'department',
      manager: 'team',
      project_lead: 'own',
      employee: 'own',
      teacher: 'own',
    },
  },
  {
    code: 'leave.read-calendar',
    feature,
    title: 'See who is away',
    description: 'Dates of absence, without the kind of leave.',
    reaches: [...reaches],
    roles: {
      hr: 'company',
      finance: 'department',
      ceo: 'company',
      director: 'department',
      manager: 'department',
      project_lead: 'department',
      employee: 'department',
      teacher: 'department',
    },
  },
  {
    code: 'leave.approve',
    feature,
    neverOwn: true,
    title: 'Decide leave',
    description: 'Approve and reject requests of others.',
    reaches: ['team', 'department', 'branch', 'company'],
    roles: { hr: 'company', ceo: 'company', director: 'department', manager: 'team' },
  },
  {
    code: 'leave.adjust',
    feature,
    title: 'Adjust balances',
    description: 'Write adjustments to the leave ledger.',
    reaches: ['team', 'department', 'branch', 'company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'leave.configure',
    feature,
    title: 'Set up leave',
    description: 'Kinds of leave, policies and who has them, days without leave, the end of the leave year.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
