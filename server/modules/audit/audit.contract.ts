import { Bytes, CursorQuery, Fields, Id, Instant, Nullable, Stream, Text, Type } from '../../core/contract.ts'
import { csvExported } from '../../core/list-contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'

export const AuditEntry = Type.Object({
  id: Id,
  at: Instant,
  kind: Type.String(),
  story: Type.String({ description: 'The act as one sentence' }),
  actorId: Nullable(Id),
  actorName: Type.String(),
  subjectType: Nullable(Type.String()),
  subjectId: Nullable(Id),
  requestId: Nullable(Type.String()),
  address: Nullable(Type.String()),
  changes: Type.Array(Type.Object({ field: Type.String(), before: Nullable(Type.String()), after: Nullable(Type.String()) })),
  sealed: Type.Boolean(),
})

const filters = {
  kind: Type.Optional(Text(80)),
  actorId: Type.Optional(Id),
  actor: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'Part of the name of who acted' })),
  subjectType: Type.Optional(Type.String({ pattern: '^[a-zA-Z_-]{1,60}$' })),
  subjectId: Type.Optional(Id),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'Part of a name or of a value, before or after' }),
  ),
}

export const listLogs = {
  method: 'GET',
  url: '/audit/logs',
  config: { access: 'audit.read' },
  schema: {
    summary: 'What happened, newest first',
    description:
      'A question by name, kind or text looks at 20,000 entries at a time: a page may hold fewer than its limit, and goes on at nextCursor.',
    querystring: CursorQuery(filters),
    response: { 200: Stream('entries', AuditEntry) },
  },
} as const satisfies Contract

export const exportLogs = {
  method: 'GET',
  url: '/audit/export',
  config: { access: 'audit.read', audited: true, ratePerMinute: 20 },
  schema: {
    summary: 'The entries that the same question lists, as one CSV file',
    description: 'At most 50,000 entries; more are a 422 with how many there are. The export is itself an entry.',
    querystring: Fields(filters),
    response: { 200: Bytes('text/csv') },
  },
} as const satisfies Contract

export const logsExported = csvExported('audit.exported', 'entries of the audit log')

export const listEntity = {
  method: 'GET',
  url: '/audit/entity/:type/:id',
  config: { access: 'audit.read' },
  schema: {
    summary: 'The story of one thing, oldest first',
    params: Fields({ type: Type.String({ pattern: '^[a-zA-Z_-]{1,60}$' }), id: Id }),
    querystring: CursorQuery({}),
    response: { 200: Stream('entries', AuditEntry) },
  },
} as const satisfies Contract

export const verifyAudit = {
  method: 'POST',
  url: '/audit/verify',
  config: { access: 'audit.verify', readOnly: true, ratePerMinute: 10 },
  schema: {
    summary: 'Recompute every seal; names the first entry that is not what was sealed',
    response: {
      200: Type.Object({
        intact: Type.Boolean(),
        entries: Type.Integer(),
        batches: Type.Integer(),
        root: Nullable(Type.String({ description: 'The newest root of the chain, hexadecimal' })),
        fault: Nullable(Type.Object({ batch: Type.Integer(), entryId: Nullable(Id), problem: Type.String() })),
      }),
    },
  },
} as const satisfies Contract

export const permissions = [
  {
    code: 'audit.read',
    title: 'Read the audit log',
    description: 'Every act in the company, with before and after.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
  { code: 'audit.verify', title: 'Verify the audit log', description: 'Recompute the chain of seals.', reaches: ['company'], roles: {} },
] as const satisfies readonly Permission[]
