import {
  ById,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Text,
  Type,
  Version,
  Zone,
} from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'

const Key = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', examples: ['hr'] })
const Code = Type.String({ pattern: '^[a-z][a-z0-9_.-]{0,59}$' })
const Selector = Fields({
  by: OneOf('user', 'role', 'position', 'manager', 'department-head', 'branch-head', 'project-lead', 'permission'),
  id: Type.Optional(Id),
  code: Type.Optional(Code),
  levels: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  roles: Type.Optional(Type.Array(Code, { maxItems: 20 })),
  weight: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
})
const Selectors = Type.Array(Selector, { maxItems: 20 })

/** What a step needs beside key, kind and name depends on its kind; what is missing or does not fit is told with the step. */
export const Step = Fields({
  key: Key,
  kind: OneOf('approval', 'condition', 'action', 'notification', 'parallel'),
  name: Text(80),
  lane: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}\\.[a-z][a-z0-9-]{0,39}$', description: 'parallelKey.branch' })),
  next: Type.Optional(Key),
  approvers: Type.Optional(Selectors),
  strategy: Type.Optional(OneOf('any', 'all', 'majority', 'weighted', 'sequential')),
  threshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  fallback: Type.Optional(Selectors),
  allowSelf: Type.Optional(Type.Boolean()),
  dueMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Minutes of working time' })),
  overdue: Type.Optional(Fields({ do: OneOf('remind', 'escalate', 'reject', 'approve'), to: Type.Optional(Selector) })),
  remindEveryDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
  onRejected: Type.Optional(Key),
  when: Type.Optional(Text(1000)),
  otherwise: Type.Optional(Key),
  action: Type.Optional(Key),
  with: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 2000 }))),
  to: Type.Optional(Selectors),
  subject: Type.Optional(Text(120)),
  text: Type.Optional(Text(4000)),
  branches: Type.Optional(Type.Array(Key, { maxItems: 8 })),
  join: Type.Optional(OneOf('all', 'any')),
})
const Steps = Type.Array(Step, { minItems: 1, maxItems: 50 })
const CustomFields = Type.Unsafe<Record<string, 'number' | 'text' | 'bool' | 'date'>>({
  type: 'object',
  maxProperties: 40,
  propertyNames: { pattern: '^[a-z][A-Za-z0-9]{0,39}$' },
  additionalProperties: { type: 'string', enum: ['number', 'text', 'bool', 'date'] },
})

const schedule = {
  cron: Type.Optional(Nullable(Text(100))),
  timeZone: Type.Optional(Nullable(Zone)),
  catchUp: Type.Optional(OneOf('none', 'last', 'all')),
}
export const WorkflowState = OneOf('draft', 'active', 'inactive', 'archived')
const StepsOut = Type.Array(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }))
export const Fault = Type.Object({ code: Type.String(), message: Type.String(), step: Type.String() })

export const Workflow = Type.Object({
  id: Id,
  kind: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  state: WorkflowState,
  steps: StepsOut,
  fields: CustomFields,
  activeVersion: Nullable(Type.Integer()),
  running: Type.Integer(),
  cron: Nullable(Type.String()),
  timeZone: Nullable(Type.String()),
  catchUp: OneOf('none', 'last', 'all'),
  lastRunAt: Nullable(Instant),
  nextRunAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  /** Why it cannot be activated as it stands. */
  faults: Type.Array(Fault),
})
const oneWorkflow = Named('workflow', Workflow)

export const listWorkflows = {
  method: 'GET',
  url: '/workflows',
  config: { access: 'workflow.read' },
  schema: {
    summary: 'Workflows',
    querystring: PageQuery({ kind: Type.Optional(Text(40)), state: Type.Optional(WorkflowState), q: Type.Optional(Text(80)) }),
    response: { 200: Page('workflows', Type.Omit(Workflow, ['faults', 'steps', 'fields'])) },
  },
} as const satisfies Contract

const step = { key: 'hr', kind: 'approval', name: 'HR', approvers: [{ by: 'role', code: 'hr' }], strategy: 'any' }

export const createWorkflow = {
  method: 'POST',
  url: '/workflows',
  config: { access: 'workflow.manage' },
  schema: {
    summary: 'Draft a workflow',
    body: Fields({
      kind: Text(40),
      name: Text(120),
      description: Type.Optional(Nullable(Text(1000))),
      steps: Steps,
      fields: Type.Optional(CustomFields),
      ...schedule,
    }),
    response: { 201: oneWorkflow },
  },
  examples: { body: { kind: 'leave', name: 'Leave over HR', steps: [step] } },
} as const satisfies Contract

export const getWorkflow = {
  method: 'GET',
  url: '/workflows/:id',
  config: { access: 'workflow.read' },
  schema: { summary: 'One workflow with its draft and what is wrong with it', params: ById, response: { 200: oneWorkflow } },
} as const satisfies Contract

export const updateWorkflow = {
  method: 'PATCH',
  url: '/workflows/:id',
  config: { access: 'workflow.manage' },
  schema: {
    summary: 'Change the draft; versions that were activated stay as they are',
    params: ById,
    body: Fields({
      name: Type.Optional(Text(120)),
      description: Type.Optional(Nullable(Text(1000))),
      steps: Type.Optional(Steps),
      fields: Type.Optional(CustomFields),
      ...schedule,
      version: Type.Optional(Version),
    }),
    response: { 200: oneWorkflow },
  },
  examples: { body: { name: 'Leave over HR' } },
} as const satisfies Contract

export const deleteWorkflow = {
  method: 'DELETE',
  url: '/workflows/:id',
  config: { access: 'workflow.manage' },
  schema: { summary: 'Delete a workflow that never ran', params: ById, response: { 200: Type.Object({}) } },
} as const satisfies Contract

const turn = (verb: string, summary: string) =>
  ({
    method: 'POST',
    url: `/workflows/:id/${verb}`,
    config: { access: 'workflow.manage' },
    schema: { summary, params: ById, response: { 200: oneWorkflow } },
  }) as const satisfies Contract

export const activateWorkflow = turn('activate', 'Make the draft a version that new instances take')
export const deactivateWorkflow = turn('deactivate', 'Start no new instances; those that run go on')
export const archiveWorkflow = turn('archive', 'Put a workflow away for good')

export { CustomFields, Steps, StepsOut }
const Which = Type.Object({ name: Type.String() })
export const workflowCreated = event('workflow.created', '{actor} drafted the workflow {name}', Which)
export const workflowUpdated = event('workflow.updated', '{actor} changed the workflow {name}', Which)
export const workflowDeleted = event('workflow.deleted', '{actor} deleted the workflow {name}', Which)
export const workflowTurned = event(
  'workflow.turned',
  '{actor} made the workflow {name} {state}',
  Type.Object({ name: Type.String(), state: Type.String() }),
)
export const workflowEvents = [workflowCreated, workflowUpdated, workflowDeleted, workflowTurned]
