import { ById, event, Fields, Id, Named, Nullable, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { CustomFields, Steps, StepsOut, Workflow } from './workflows.contract.ts'

export const Template = Type.Object({
  id: Id,
  kind: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  isBuiltIn: Type.Boolean(),
  steps: StepsOut,
  fields: CustomFields,
})

export const listTemplates = {
  method: 'GET',
  url: '/workflow-templates',
  config: { access: 'workflow.read' },
  schema: {
    summary: 'Workflows to begin with: those that come with Muster, then the company’s own',
    querystring: PagedQuery({}),
    response: { 200: Page('templates', Template) },
  },
} as const satisfies Contract

export const createTemplate = {
  method: 'POST',
  url: '/workflow-templates',
  config: { access: 'workflow.manage' },
  schema: {
    summary: 'Keep steps as a template',
    body: Fields({
      kind: Text(40),
      name: Text(120),
      description: Type.Optional(Nullable(Text(1000))),
      steps: Steps,
      fields: Type.Optional(CustomFields),
    }),
    response: { 201: Named('template', Template) },
  },
  examples: {
    body: {
      kind: 'leave',
      name: 'Manager, then HR',
      steps: [{ key: 'manager', kind: 'approval', name: 'Manager', approvers: [{ by: 'manager' }], strategy: 'any' }],
    },
  },
} as const satisfies Contract

export const instantiateTemplate = {
  method: 'POST',
  url: '/workflow-templates/:id/instantiate',
  config: { access: 'workflow.manage' },
  schema: {
    summary: 'Draft a workflow from a template',
    params: ById,
    body: Fields({ name: Type.Optional(Text(120)) }),
    response: { 201: Named('workflow', Workflow) },
  },
  examples: { body: { name: 'Leave with HR' } },
} as const satisfies Contract

export const templateCreated = event('workflow-template.created', '{actor} kept the template {name}', Type.Object({ name: Type.String() }))
