import { ById, Fields, Id, Instant, Named, Nullable, OneOf, Text, Type } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'
import { RequestFields } from './workflows.approval.contract.ts'
import { CustomFields, Fault, Steps, StepsOut } from './workflows.contract.ts'

export const executeWorkflow = {
  method: 'POST',
  url: '/workflows/:id/execute',
  config: { access: 'workflow.execute' },
  schema: {
    summary: 'Start an instance of a custom workflow',
    params: ById,
    body: Fields({ title: Text(200), subjectEmployeeId: Type.Optional(Id), fields: Type.Optional(RequestFields) }),
    response: { 201: Named('instance', Type.Object({ id: Id, state: Type.String() })) },
  },
  examples: { body: { title: 'Laptop for Mei' } },
} as const satisfies Contract

export const listStartable = {
  method: 'GET',
  url: '/workflows/startable',
  config: { access: 'workflow.execute' },
  schema: {
    summary: 'Active custom workflows by name, with the fields to fill in',
    response: {
      200: Named(
        'workflows',
        Type.Array(Type.Object({ id: Id, name: Type.String(), description: Nullable(Type.String()), fields: CustomFields })),
      ),
    },
  },
} as const satisfies Contract

export const simulateWorkflow = {
  method: 'POST',
  url: '/workflows/:id/simulate',
  config: { access: 'workflow.read', readOnly: true },
  schema: {
    summary: 'Who would be asked for a subject, in which order, until when, and what happens when nobody answers',
    params: ById,
    description: 'Of the draft as it is kept, or of the steps that are sent.',
    body: Fields({ subjectEmployeeId: Id, fields: Type.Optional(RequestFields), steps: Type.Optional(Steps) }),
    response: {
      200: Named(
        'simulation',
        Type.Object({
          outcome: Type.String(),
          steps: Type.Array(
            Type.Object({
              key: Type.String(),
              name: Type.String(),
              kind: Type.String(),
              strategy: Nullable(Type.String()),
              note: Nullable(Type.String()),
              overdue: Nullable(Type.String()),
              asked: Type.Array(
                Type.Object({
                  userId: Id,
                  name: Type.String(),
                  weight: Type.Integer(),
                  standInName: Nullable(Type.String()),
                  because: Type.String(),
                  dueAt: Nullable(Instant),
                }),
              ),
            }),
          ),
        }),
      ),
    },
  },
  examples: { body: { subjectEmployeeId: '01990000-0000-7000-8000-000000000000' } },
} as const satisfies Contract

export const checkWorkflow = {
  method: 'POST',
  url: '/workflows/check',
  config: { access: 'workflow.read', readOnly: true },
  schema: {
    summary: 'What would keep these steps from being activated; nothing is kept',
    body: Fields({ kind: Text(40), steps: Steps, fields: Type.Optional(CustomFields) }),
    response: { 200: Named('faults', Type.Array(Fault)) },
  },
  examples: {
    body: { kind: 'leave', steps: [{ key: 'hr', kind: 'approval', name: 'HR', approvers: [{ by: 'role', code: 'hr' }], strategy: 'any' }] },
  },
} as const satisfies Contract

const Choice = Type.Object({ code: Type.String(), title: Type.String() })

export const workflowChoices = {
  method: 'GET',
  url: '/workflows/choices',
  config: { access: 'workflow.read' },
  schema: {
    summary: 'What a workflow can name: kinds of requests with their fields, roles, permissions, registered actions',
    response: {
      200: Type.Object({
        kinds: Type.Array(
          Type.Object({ ...Choice.properties, fields: Type.Record(Type.String(), OneOf('number', 'text', 'bool', 'date')) }),
        ),
        roles: Type.Array(Choice),
        permissions: Type.Array(Choice),
        actions: Type.Array(Type.Object({ code: Type.String(), needs: Type.Array(Type.String()) })),
      }),
    },
  },
} as const satisfies Contract

export const listVersions = {
  method: 'GET',
  url: '/workflows/:id/versions',
  config: { access: 'workflow.read' },
  schema: {
    summary: 'The versions of a workflow, newest first',
    params: ById,
    response: {
      200: Named(
        'versions',
        Type.Array(
          Type.Object({
            number: Type.Integer(),
            steps: StepsOut,
            fields: CustomFields,
            createdAt: Instant,
            createdByName: Nullable(Type.String()),
            running: Type.Integer(),
          }),
        ),
      ),
    },
  },
} as const satisfies Contract

export const permissions = [
  {
    code: 'workflow.read',
    title: 'See workflows',
    description: 'Definitions, versions, templates and how each kind of request is decided.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
  {
    code: 'workflow.manage',
    title: 'Design workflows',
    description: 'Draft, activate and archive workflows, and choose how each kind of request is decided.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
  {
    code: 'workflow.execute',
    title: 'Start custom workflows',
    description: 'Start an instance of an active custom workflow.',
    reaches: ['company'],
    roles: { hr: 'company', director: 'company', manager: 'company' },
  },
  {
    code: 'workflow.oversee',
    title: 'Oversee approvals',
    description: 'See every instance, resume what is stuck, cancel, hand tasks on, substitutes of others, and how long decisions take.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
