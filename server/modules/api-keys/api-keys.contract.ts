import { ById, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'

export const permissions: readonly Permission[] = [
  {
    code: 'api-key.manage',
    title: 'Give keys to other programs',
    description: 'Make, see, rotate and revoke API keys; a key never does more than whoever made it.',
    reaches: ['company'],
    sensitive: true,
    feature: 'apiAccess',
    roles: {},
  },
]

const status = OneOf('active', 'expired', 'revoked')

export const ApiKey = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'The last four characters' }),
  permissions: Type.Array(Type.String()),
  ratePerMinute: Type.Integer(),
  status,
  createdBy: Type.Object({ id: Id, name: Type.String() }),
  createdAt: Instant,
  expiresAt: Instant,
  rotatedAt: Nullable(Instant),
  previousUntil: Nullable(Instant),
  lastUsedAt: Nullable(Instant),
})

const NewApiKey = Type.Object({
  ...ApiKey.properties,
  key: Type.String({ description: 'The key itself, shown this once', examples: ['mst_…'] }),
})

const ExpiresInDays = Type.Integer({ minimum: 1, maximum: 366, default: 90, description: '90 unless said otherwise' })

export const listApiKeys = {
  method: 'GET',
  url: '/api-keys',
  config: { access: 'api-key.manage', feature: 'apiAccess' },
  schema: {
    summary: 'API keys, newest first',
    querystring: PagedQuery({ status: Type.Optional(status) }),
    response: { 200: Page('apiKeys', ApiKey) },
  },
} as const satisfies Contract

export const getApiKey = {
  method: 'GET',
  url: '/api-keys/:id',
  config: { access: 'api-key.manage', feature: 'apiAccess' },
  schema: { summary: 'One API key', params: ById, response: { 200: Named('apiKey', ApiKey) } },
} as const satisfies Contract

export const createApiKey = {
  method: 'POST',
  url: '/api-keys',
  config: { access: 'api-key.manage', feature: 'apiAccess', stepUp: true, shownOnce: true },
  schema: {
    summary: 'Make an API key',
    description: 'It may do what it is made for and its creator may do at that moment: when they lose a right, so does the key.',
    body: Fields({
      name: Text(80),
      permissions: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 300, uniqueItems: true }),
      expiresInDays: Type.Optional(ExpiresInDays),
      ratePerMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 6000, default: 600 })),
    }),
    response: { 201: Named('apiKey', NewApiKey) },
  },
  examples: { body: { name: 'Payroll at the bank', permissions: ['employee.read'], expiresInDays: 90 } },
} as const satisfies Contract

export const rotateApiKey = {
  method: 'POST',
  url: '/api-keys/:id/rotate',
  config: { access: 'api-key.manage', feature: 'apiAccess', stepUp: true, shownOnce: true },
  schema: {
    summary: 'Give one of my API keys a new secret; the old one works on for a while',
    params: ById,
    body: Fields({
      overlapMinutes: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 10_080, default: 60, description: 'An hour unless said otherwise' }),
      ),
      expiresInDays: Type.Optional(ExpiresInDays),
    }),
    response: { 201: Named('apiKey', NewApiKey) },
  },
  examples: { body: { overlapMinutes: 60 } },
} as const satisfies Contract

export const revokeApiKey = {
  method: 'DELETE',
  url: '/api-keys/:id',
  config: { access: 'api-key.manage', feature: 'apiAccess' },
  schema: { summary: 'Revoke an API key, from its next request on', params: ById, response: { 200: Named('apiKey', ApiKey) } },
} as const satisfies Contract

const OfKey = Type.Object({ name: Type.String() })
export const apiKeyCreated = event('api-key.created', '{actor} made the API key {name}', OfKey)
export const apiKeyRotated = event('api-key.rotated', '{actor} gave the API key {name} a new secret', OfKey)
export const apiKeyRevoked = event('api-key.revoked', '{actor} revoked the API key {name}', OfKey)
