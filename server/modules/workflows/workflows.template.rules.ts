import type { Selector, Step } from './workflows.definition.rules.ts'
import type { FieldTypes } from './workflows.expression.rules.ts'

type Template = { id: string; kind: string; name: string; description: string; isBuiltIn: true; steps: Step[]; fields: FieldTypes }

const DAY = 480
const hr: Selector = { by: 'role', code: 'hr' }
const finance: Selector = { by: 'role', code: 'finance' }
const ceo: Selector = { by: 'role', code: 'ceo' }
const manager: Selector = { by: 'manager' }

const approval = (key: string, name: string, approvers: Selector[], more: Partial<Step> = {}): Step => ({
  key,
  kind: 'approval',
  name,
  strategy: 'any',
  approvers,
  ...more,
})

/** The workflows that come with Muster (issue 5, templates). Their ids are fixed, so that they can be named from anywhere. */
export const builtIn: Template[] = [
  {
    id: '01990000-0000-7000-8000-00000000a001',
    kind: 'leave',
    name: 'Leave with HR',
    description: 'The manager decides; leave of more than five days goes to HR as well.',
    isBuiltIn: true,
    steps: [
      approval('manager', 'Manager', [manager], {
        fallback: [hr],
        dueMinutes: 2 * DAY,
        overdue: { do: 'escalate', to: hr },
        remindEveryDays: 1,
      }),
      { key: 'long', kind: 'condition', name: 'More than five days', when: 'request.days > 5.0', next: 'hr', otherwise: 'approved' },
      approval('hr', 'Human resources', [hr], { dueMinutes: 3 * DAY, overdue: { do: 'remind' }, remindEveryDays: 1 }),
    ],
    fields: {},
  },
  {
    id: '01990000-0000-7000-8000-00000000a002',
    kind: 'expense',
    name: 'Finance, then the chief executive',
    description: 'Finance checks every expense; the chief executive decides it.',
    isBuiltIn: true,
    steps: [
      approval('finance', 'Finance', [finance], { dueMinutes: 3 * DAY, overdue: { do: 'remind' } }),
      approval('ceo', 'Chief executive', [ceo], {
        fallback: [{ by: 'role', code: 'director' }],
        dueMinutes: 5 * DAY,
        overdue: { do: 'remind' },
      }),
    ],
    fields: {},
  },
  {
    id: '01990000-0000-7000-8000-00000000a003',
    kind: 'custom',
    name: 'Onboarding checklist',
    description: 'Papers, equipment and a first plan, side by side; then the manager says that all is ready.',
    isBuiltIn: true,
    steps: [
      { key: 'ready', kind: 'parallel', name: 'Get ready', branches: ['papers', 'equipment', 'plan'], join: 'all' },
      approval('papers', 'Contract and papers', [hr], {
        lane: 'ready.papers',
        dueMinutes: 5 * DAY,
        overdue: { do: 'remind' },
        remindEveryDays: 1,
      }),
      approval('equipment', 'Equipment and accounts', [{ by: 'role', code: 'admin' }], {
        lane: 'ready.equipment',
        dueMinutes: 5 * DAY,
        overdue: { do: 'remind' },
        remindEveryDays: 1,
      }),
      approval('plan', 'Plan of the first weeks', [manager], {
        lane: 'ready.plan',
        fallback: [hr],
        dueMinutes: 5 * DAY,
        overdue: { do: 'remind' },
        remindEveryDays: 1,
      }),
      approval('all-set', 'All set', [manager], { fallback: [hr] }),
      {
        key: 'tell',
        kind: 'notification',
        name: 'Tell HR',
        to: [hr],
        subject: 'Onboarding is done',
        text: 'Everything on the checklist is done.',
      },
    ],
    fields: {},
  },
  {
    id: '01990000-0000-7000-8000-00000000a004',
    kind: 'time-correction',
    name: 'Time correction in two steps',
    description: 'The manager decides, then HR looks at it.',
    isBuiltIn: true,
    steps: [
      approval('manager', 'Manager', [manager], { fallback: [hr], dueMinutes: 2 * DAY, overdue: { do: 'escalate', to: hr } }),
      approval('hr', 'Human resources', [hr], { dueMinutes: 2 * DAY, overdue: { do: 'remind' } }),
    ],
    fields: {},
  },
]
