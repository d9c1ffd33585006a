import { ById, event, Fields, Id, Instant, Nullable, OneOf, Page, PagedQuery, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { TSchema } from 'typebox'
import type { Contract } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

export const instanceStates = ['pending', 'approved', 'rejected', 'cancelled', 'expired', 'stuck', 'failed-action'] as const
export const InstanceState = OneOf(...instanceStates)
export const TaskState = OneOf('open', 'approved', 'rejected', 'skipped', 'escalated', 'delegated')
/** The values of a request that its conditions, lists and approvers see. */
export const RequestFields = Type.Unsafe<Record<string, number | string | boolean | null>>({
  type: 'object',
  additionalProperties: { type: ['number', 'string', 'boolean', 'null'] },
})
const Anything = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
const Seen = Type.String({
  pattern: '^[0-9a-f]{64}$',
  examples: ['a'.repeat(64)],
  description: 'The hash of what you saw; a request that changed meanwhile is not decided',
})

/** What each kind's own `…/approve` and `…/reject` take; `version` refuses what changed since it was seen. */
export const Approving = Fields({ comment: Type.Optional(Text(1000)), version: Type.Optional(Version) })
export const Rejecting = Fields({ comment: Text(1000), version: Type.Optional(Version) })

/** What a list of requests of a kind is asked for. */
export const RequestQuery = <S extends TSchema>(state: S) =>
  PagedQuery({ mine: Type.Optional(Type.Boolean()), employeeId: Type.Optional(Id), state: Type.Optional(state) })

const Person = Type.Object({ id: Id, firstName: Type.String(), lastName: Type.String(), title: Nullable(Type.String()) })
const task = {
  id: Id,
  instanceId: Id,
  kind: Type.String(),
  requestId: Id,
  title: Nullable(Type.String()),
  stepName: Type.String(),
  state: TaskState,
  isReady: Type.Boolean(),
  /** The employee it is about. */
  subject: Type.Union([Person, Type.Null()]),
  requesterName: Nullable(Type.String()),
  /** Whose task this is, where one stands in for them. */
  forName: Nullable(Type.String()),
  fields: RequestFields,
  seen: Seen,
  askedAt: Instant,
  dueAt: Nullable(Instant),
  instanceState: InstanceState,
}
export const ApprovalTask = Type.Object(task)

export const HistoryEntry = Type.Object({
  seq: Type.Integer(),
  kind: Type.String(),
  at: Instant,
  userId: Nullable(Id),
  userName: Type.String(),
  forName: Nullable(Type.String()),
  /** Whom the entry is about, where that is somebody else: who was asked. */
  personName: Nullable(Type.String()),
  stepKey: Nullable(Type.String()),
  stepName: Nullable(Type.String()),
  taskId: Nullable(Id),
  comment: Nullable(Type.String()),
  data: Anything,
})

export const listApprovals = {
  method: 'GET',
  url: '/approvals',
  config: { access: 'self' },
  schema: {
    summary: 'Everything that waits for my decision, of every kind, oldest first',
    description: '`q` looks for words in who asked, whom it is about and what it is called; `sort` knows `askedAt` and `dueAt`.',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      kind: Type.Optional(Text(40)),
      overdue: Type.Optional(Type.Boolean()),
    }),
    response: { 200: Page('approvals', ApprovalTask) },
  },
} as const satisfies Contract

export const exportApprovals = csvOf(listApprovals, 'waiting requests')
export const approvalsExported = csvExported('approval.exported', 'waiting requests')

export const getApproval = {
  method: 'GET',
  url: '/approvals/:id',
  config: { access: 'self' },
  schema: {
    summary: 'One task with its request, what deciding would mean, and its path so far',
    params: ById,
    response: {
      200: Type.Object({
        approval: ApprovalTask,
        can: Type.Object({ approve: Type.Boolean(), reject: Type.Boolean(), delegate: Type.Boolean(), comment: Type.Boolean() }),
        consequence: Type.Union([Anything, Type.Null()]),
        history: Type.Array(HistoryEntry),
      }),
    },
  },
} as const satisfies Contract

const decided = Type.Object({ approval: Type.Object({ id: Id, instanceId: Id, state: TaskState, instanceState: InstanceState }) })

export const approve = {
  method: 'POST',
  url: '/approvals/:id/approve',
  config: { access: 'self' },
  schema: {
    summary: 'Approve',
    params: ById,
    body: Fields({ comment: Type.Optional(Text(1000)), seen: Seen }),
    response: { 200: decided },
  },
  examples: { body: { comment: 'Enjoy', seen: 'a'.repeat(64) } },
} as const satisfies Contract

export const reject = {
  method: 'POST',
  url: '/approvals/:id/reject',
  config: { access: 'self' },
  schema: { summary: 'Reject, saying why', params: ById, body: Fields({ comment: Text(1000), seen: Seen }), response: { 200: decided } },
  examples: { body: { comment: 'The release is that week', seen: 'a'.repeat(64) } },
} as const satisfies Contract

export const delegate = {
  method: 'POST',
  url: '/approvals/:id/delegate',
  config: { access: 'self' },
  schema: {
    summary: 'Hand a task to a colleague, who decides it for me; I still may',
    params: ById,
    body: Fields({ toUserId: Id, comment: Type.Optional(Text(1000)) }),
    response: { 200: Type.Object({ approval: Type.Object({ id: Id, instanceId: Id }) }) },
  },
  examples: { body: { toUserId: '01990000-0000-7000-8000-000000000000', comment: 'You know the project' } },
} as const satisfies Contract

export const comment = {
  method: 'POST',
  url: '/approvals/:id/comment',
  config: { access: 'self' },
  schema: {
    summary: 'Say something about a request without deciding it',
    params: ById,
    body: Fields({ comment: Text(1000) }),
    response: { 200: Type.Object({ approval: Type.Object({ id: Id, instanceId: Id }) }) },
  },
  examples: { body: { comment: 'Who covers the release?' } },
} as const satisfies Contract

export const listColleagues = {
  method: 'GET',
  url: '/approvals/colleagues',
  config: { access: 'self' },
  schema: {
    summary: 'Colleagues I may see who have an account: whom I can hand a task to, or name as my substitute',
    querystring: Fields({ q: Type.Optional(Text(100)), userId: Type.Optional(Id) }),
    response: {
      200: Type.Object({
        colleagues: Type.Array(Type.Object({ id: Id, name: Type.String(), title: Nullable(Type.String()) }), {
          description: 'The first 20; ids are those of their accounts',
        }),
      }),
    },
  },
} as const satisfies Contract

export const mostAtOnce = 500

export const decideMany = {
  method: 'POST',
  url: '/approvals/decide',
  config: { access: 'self' },
  schema: {
    summary: 'Decide up to 500 tasks, each by itself',
    description:
      'Answers with what was decided and, for each of the others, why not. When none could be decided it is a 422 with the same list.',
    body: Fields({
      outcome: OneOf('approved', 'rejected'),
      comment: Type.Optional(Text(1000)),
      decisions: Type.Array(Fields({ taskId: Id, seen: Seen }), { minItems: 1, maxItems: mostAtOnce }),
    }),
    response: {
      200: Type.Object({
        decided: Type.Array(Id),
        failed: Type.Array(Type.Object({ taskId: Id, code: Type.String(), message: Type.String() })),
      }),
    },
  },
  examples: { body: { outcome: 'approved', decisions: [{ taskId: '01990000-0000-7000-8000-000000000000', seen: 'a'.repeat(64) }] } },
} as const satisfies Contract

const Times = { decided: Type.Integer(), medianMinutes: Nullable(Type.Integer()), p90Minutes: Nullable(Type.Integer()) }

export const analytics = {
  method: 'GET',
  url: '/approvals/analytics',
  config: { access: 'workflow.oversee' },
  schema: {
    summary: 'How long deciding takes by kind, step and approver, and what waits longest',
    querystring: Fields({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 90 })), kind: Type.Optional(Text(40)) }),
    response: {
      200: Type.Object({
        byKind: Type.Array(
          Type.Object({
            kind: Type.String(),
            open: Type.Integer({ description: 'Tasks: a request that several are asked about counts for each of them' }),
            waiting: Type.Integer({ description: 'Requests' }),
            overdue: Type.Integer({ description: 'Requests of which a task is past its term' }),
            ...Times,
          }),
        ),
        bySteps: Type.Array(Type.Object({ kind: Type.String(), stepName: Type.String(), open: Type.Integer(), ...Times })),
        byApprover: Type.Array(Type.Object({ userId: Id, name: Type.String(), open: Type.Integer(), ...Times })),
        oldest: Type.Array(
          Type.Object({
            instanceId: Id,
            kind: Type.String(),
            title: Nullable(Type.String()),
            subjectName: Nullable(Type.String()),
            fields: RequestFields,
            stepName: Type.String(),
            approverName: Type.String(),
            askedAt: Instant,
          }),
        ),
      }),
    },
  },
} as const satisfies Contract

const About = { instanceId: Id, kind: Type.String(), title: Type.String() }
export const approvalDecided = event(
  'approval.decided',
  '{actor} {outcome} {title} in the step {step}',
  Type.Object({ ...About, step: Type.String(), outcome: Type.String() }),
)
export const approvalDelegated = event('approval.delegated', '{actor} handed {title} to {to}', Type.Object({ ...About, to: Type.String() }))
export const approvalCommented = event('approval.commented', '{actor} commented on {title}', Type.Object(About))
export const approvalStuck = event(
  'approval.stuck',
  '{title} waits for an overseer: {reason}',
  Type.Object({ ...About, reason: Type.String() }),
)
export const approvalEvents = [approvalDecided, approvalDelegated, approvalCommented, approvalStuck, approvalsExported]
