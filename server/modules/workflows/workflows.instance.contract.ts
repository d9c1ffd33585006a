import { ById, Day, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { HistoryEntry, InstanceState, RequestFields, TaskState } from './workflows.approval.contract.ts'

export const Instance = Type.Object({
  id: Id,
  kind: Type.String(),
  requestId: Id,
  workflowId: Id,
  workflowName: Type.String(),
  workflowVersion: Type.Integer(),
  title: Nullable(Type.String()),
  state: InstanceState,
  waitsAt: Nullable(Type.String()),
  waitsBecause: Nullable(Type.String()),
  subjectName: Nullable(Type.String()),
  requesterName: Nullable(Type.String()),
  fields: RequestFields,
  startedAt: Instant,
  endedAt: Nullable(Instant),
})

const ListedInstance = Type.Object({
  ...Instance.properties,
  waitsFor: Type.Array(Type.String(), { description: 'Who is asked now, by name; the first 20' }),
})

const Waiting = Type.Object({
  taskId: Id,
  stepKey: Type.String(),
  stepName: Type.String(),
  personName: Type.String(),
  forName: Nullable(Type.String()),
  state: TaskState,
  isReady: Type.Boolean(),
  dueAt: Nullable(Instant),
})

export const listInstances = {
  method: 'GET',
  url: '/workflow-instances',
  config: { access: 'self' },
  schema: {
    summary: 'Instances I asked for, am the subject of or was asked in; all of them for who oversees workflows',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      kind: Type.Optional(Text(40)),
      state: Type.Optional(InstanceState),
      requestId: Type.Optional(Id),
      workflowId: Type.Optional(Id),
    }),
    response: { 200: Page('instances', ListedInstance) },
  },
} as const satisfies Contract

export const exportInstances = csvOf(listInstances, 'instances')

export const getInstance = {
  method: 'GET',
  url: '/workflow-instances/:id',
  config: { access: 'self' },
  schema: {
    summary: 'One instance, who is asked in it now, and what the caller may do',
    params: ById,
    response: {
      200: Type.Object({
        instance: Instance,
        waiting: Type.Array(Waiting),
        can: Type.Object({ cancel: Type.Boolean(), resume: Type.Boolean() }),
      }),
    },
  },
} as const satisfies Contract

export const getHistory = {
  method: 'GET',
  url: '/workflow-instances/:id/history',
  config: { access: 'self' },
  schema: {
    summary: 'Every transition of an instance, first to last',
    params: ById,
    response: { 200: Named('history', Type.Array(HistoryEntry)) },
  },
} as const satisfies Contract

export const cancelInstance = {
  method: 'POST',
  url: '/workflow-instances/:id/cancel',
  config: { access: 'self' },
  schema: {
    summary: 'Cancel an instance and its request: by who oversees workflows, or by who asked for a custom one',
    params: ById,
    body: Fields({ comment: Text(1000) }),
    response: { 200: Named('instance', Instance) },
  },
  examples: { body: { comment: 'Asked for by mistake' } },
} as const satisfies Contract

export const resumeInstance = {
  method: 'POST',
  url: '/workflow-instances/:id/resume',
  config: { access: 'workflow.oversee' },
  schema: {
    summary: 'Try again where an instance is stuck or an action failed',
    params: ById,
    response: { 200: Named('instance', Instance) },
  },
} as const satisfies Contract

export const substituteStates = ['now', 'planned', 'over', 'ended'] as const

export const Substitute = Type.Object({
  id: Id,
  userId: Id,
  userName: Type.String(),
  substituteId: Id,
  substituteName: Type.String(),
  firstDay: Day,
  lastDay: Day,
  state: OneOf(...substituteStates),
  endedAt: Nullable(Instant),
  can: Type.Object({ end: Type.Boolean() }),
})

export const listSubstitutes = {
  method: 'GET',
  url: '/approval-substitutes',
  config: { access: 'self' },
  schema: {
    summary: 'Who stands in for me and for whom I do; everybody’s for who oversees workflows',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      state: Type.Optional(OneOf(...substituteStates)),
      mine: Type.Optional(Type.Boolean()),
    }),
    response: { 200: Page('substitutes', Substitute) },
  },
} as const satisfies Contract

export const exportSubstitutes = csvOf(listSubstitutes, 'substitutes')

export const addSubstitute = {
  method: 'POST',
  url: '/approval-substitutes',
  config: { access: 'self' },
  schema: {
    summary: 'Let somebody decide for me on some days, both included',
    description: 'For somebody else only with workflow.oversee. What waits already goes to the substitute as well, from the first day on.',
    body: Fields({ userId: Type.Optional(Id), substituteId: Id, firstDay: Day, lastDay: Day }),
    response: { 201: Named('substitute', Substitute) },
  },
  examples: { body: { substituteId: '01990000-0000-7000-8000-000000000000', firstDay: '2026-12-21', lastDay: '2027-01-04' } },
} as const satisfies Contract

export const endSubstitute = {
  method: 'DELETE',
  url: '/approval-substitutes/:id',
  config: { access: 'self' },
  schema: { summary: 'End a substitution now', params: ById, response: { 200: Named('substitute', Substitute) } },
} as const satisfies Contract

export const Policy = Type.Object({
  kind: Type.String(),
  title: Type.String(),
  mode: OneOf('simple', 'strict'),
  roleSteps: Type.Array(Type.Array(Type.String())),
  workflowId: Nullable(Id),
  /** Simple mode as a workflow, to look at or to simulate; null until the kind is used. */
  simpleWorkflowId: Nullable(Id),
  version: Version,
})

export const listPolicies = {
  method: 'GET',
  url: '/approval-policies',
  config: { access: 'workflow.read' },
  schema: { summary: 'How each kind of request is decided', response: { 200: Named('policies', Type.Array(Policy)) } },
} as const satisfies Contract

const ByKind = Fields({ kind: Text(40) })

export const getPolicy = {
  method: 'GET',
  url: '/approval-policies/:kind',
  config: { access: 'workflow.read' },
  schema: { summary: 'How a kind of request is decided', params: ByKind, response: { 200: Named('policy', Policy) } },
} as const satisfies Contract

export const putPolicy = {
  method: 'PUT',
  url: '/approval-policies/:kind',
  config: { access: 'workflow.manage' },
  schema: {
    summary: 'Decide a kind of request by roles, one step after the other, or by a workflow',
    params: ByKind,
    body: Fields({
      mode: OneOf('simple', 'strict'),
      roleSteps: Type.Optional(Type.Array(Type.Array(Text(60), { minItems: 1, maxItems: 20 }), { minItems: 1, maxItems: 5 })),
      workflowId: Type.Optional(Id),
      version: Type.Optional(Version),
    }),
    response: { 200: Named('policy', Policy) },
  },
  examples: { body: { mode: 'simple', roleSteps: [['hr', 'manager']] } },
} as const satisfies Contract

const About = { instanceId: Id, kind: Type.String(), title: Type.String() }
export const instanceStarted = event('workflow-instance.started', '{actor} started {title}', Type.Object(About))
export const instanceEnded = event('workflow-instance.ended', '{title} is {state}', Type.Object({ ...About, state: Type.String() }))
export const instanceCancelled = event('workflow-instance.cancelled', '{actor} cancelled {title}', Type.Object(About))
export const instanceResumed = event('workflow-instance.resumed', '{actor} resumed {title}', Type.Object(About))
export const instancesExported = csvExported('workflow-instance.exported', 'requests that are decided')
export const substituteAdded = event(
  'approval-substitute.added',
  '{actor} let {substitute} decide for {person} from {firstDay} to {lastDay}',
  Type.Object({ substitute: Type.String(), person: Type.String(), firstDay: Day, lastDay: Day }),
)
export const substituteEnded = event(
  'approval-substitute.ended',
  '{actor} ended that {substitute} decides for {person}',
  Type.Object({ substitute: Type.String(), person: Type.String() }),
)
export const substitutesExported = csvExported('approval-substitute.exported', 'substitutes')
export const policyChanged = event('approval-policy.changed', '{actor} changed how {kind} is decided', Type.Object({ kind: Type.String() }))
export const instanceEvents = [
  instanceStarted,
  instanceEnded,
  instanceCancelled,
  instanceResumed,
  instancesExported,
  substituteAdded,
  substituteEnded,
  substitutesExported,
  policyChanged,
]
