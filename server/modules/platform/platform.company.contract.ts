import {
  ById,
  Changes,
  Email,
  features,
  Fields,
  Id,
  Instant,
  limitCodes,
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
import { Company, companyStatuses, DomainName, FeatureState, Status, Subdomain } from '../companies/companies.contract.ts'
import { Usage, UsageDay } from '../usage/usage.contract.ts'

const planCodes = ['basic', 'professional', 'enterprise'] as const
const PlanCode = OneOf(...planCodes)

const Use = Type.Object({ used: Type.Integer(), limit: Type.Integer() })

export const CompanyLine = Type.Object({
  id: Id,
  name: Type.String(),
  subdomain: Type.String(),
  domain: Nullable(Type.String()),
  status: Status,
  plan: Type.String(),
  trialEndsAt: Nullable(Instant),
  createdAt: Instant,
  lastActiveAt: Nullable(Instant),
  employees: Use,
  storageBytes: Use,
  locations: Use,
  apiCallsPerDay: Use,
  errorsToday: Type.Integer({ description: 'Failures on our side in the last 24 hours' }),
})

const Detail = Named('company', Company)

export const listCompanies = {
  method: 'GET',
  url: '/companies',
  config: { access: 'operator' },
  schema: {
    summary: 'All companies, with what they use of what they may',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      status: Type.Optional(OneOf(...companyStatuses)),
      plan: Type.Optional(PlanCode),
    }),
    response: { 200: Page('companies', CompanyLine) },
  },
} as const satisfies Contract

export const createCompany = {
  method: 'POST',
  url: '/companies',
  config: { access: 'operator', ratePerMinute: 30 },
  schema: {
    summary: 'Open a company and invite its first administrator',
    description: 'The administrator gets a mail in which they choose their password. Everything else is as after signing up.',
    body: Fields({
      name: Text(120),
      subdomain: Subdomain,
      domain: Type.Optional(DomainName),
      firstName: Text(80),
      lastName: Text(80),
      email: Email,
      plan: Type.Optional(PlanCode),
      trialDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: 14 })),
      timeZone: Type.Optional(Zone),
      country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
      language: Type.Optional(OneOf('en', 'id')),
    }),
    response: { 201: Detail },
  },
  examples: { body: { name: 'Acme Corp', subdomain: 'acme-two', firstName: 'Ada', lastName: 'Admin', email: 'ada@acme-two.test' } },
} as const satisfies Contract

export const getCompanyById = {
  method: 'GET',
  url: '/companies/:id',
  config: { access: 'operator' },
  schema: {
    summary: 'One company, with its features',
    params: ById,
    response: {
      200: Type.Object({
        company: Company,
        features: Type.Array(FeatureState),
        erasesAt: Nullable(Type.String({ format: 'date-time', description: 'When a cancelled company is erased by itself' })),
      }),
    },
  },
} as const satisfies Contract

export const updateCompanyById = {
  method: 'PATCH',
  url: '/companies/:id',
  config: { access: 'operator' },
  schema: {
    summary: 'Change a company’s name, addresses, contact, plan or trial',
    params: ById,
    body: Changes({
      name: Text(120),
      subdomain: Subdomain,
      domain: Nullable(DomainName),
      adminEmail: Email,
      phone: Nullable(Text(40)),
      address: Nullable(Text(400)),
      plan: PlanCode,
      trialEndsAt: Nullable(Instant),
      version: Version,
    }),
    response: { 200: Detail },
  },
  examples: { body: { plan: 'enterprise' } },
} as const satisfies Contract

const Reason = Fields({ reason: Type.String({ minLength: 5, maxLength: 500, pattern: '\\S.*\\S.*\\S.*\\S.*\\S' }) })
const reasonExample = { body: { reason: 'The invoice of May is open' } }

export const suspendCompany = {
  method: 'POST',
  url: '/companies/:id/suspend',
  config: { access: 'operator', stepUp: true },
  schema: {
    summary: 'Suspend a company: only its admins sign in, to see why',
    params: ById,
    body: Reason,
    response: { 200: Detail },
  },
  examples: reasonExample,
} as const satisfies Contract

export const activateCompany = {
  method: 'POST',
  url: '/companies/:id/activate',
  config: { access: 'operator' },
  schema: { summary: 'Activate a company', params: ById, body: Reason, response: { 200: Detail } },
  examples: { body: { reason: 'The invoice was paid' } },
} as const satisfies Contract

export const cancelCompany = {
  method: 'POST',
  url: '/companies/:id/cancel',
  config: { access: 'operator', stepUp: true },
  schema: {
    summary: 'Cancel a company: it can be read until its data is erased',
    params: ById,
    body: Reason,
    response: { 200: Detail },
  },
  examples: { body: { reason: 'They asked for it by letter' } },
} as const satisfies Contract

export const eraseCompany = {
  method: 'POST',
  url: '/companies/:id/erase',
  config: { access: 'operator', stepUp: true },
  schema: {
    summary: 'Erase a cancelled company now, for good: everything of it in every table',
    description:
      'Its name is sent along, so that no other is erased by mistake. It is shut at once and erased in steps; one line about it stays in the audit.',
    params: ById,
    body: Fields({ ...Reason.properties, name: Text(120) }),
    response: { 202: Named('erasure', Type.Object({ beganAt: Instant })) },
  },
  examples: { body: { reason: 'They asked for it by letter', name: 'Acme Corp' } },
} as const satisfies Contract

export const decideFeatures = {
  method: 'PATCH',
  url: '/companies/:id/features',
  config: { access: 'operator' },
  schema: {
    summary: 'Decide features of a company, either way; null leaves it to the plan and the company',
    params: ById,
    body: Changes(
      Object.fromEntries(features.map((code) => [code, Nullable(Type.Boolean())])) as Record<
        (typeof features)[number],
        ReturnType<typeof Nullable<ReturnType<typeof Type.Boolean>>>
      >,
    ),
    response: { 200: Named('features', Type.Array(FeatureState)) },
  },
  examples: { body: { education: true } },
} as const satisfies Contract

const Amount = Nullable(Type.Integer({ minimum: 0, maximum: 1_000_000_000_000_000 }))

export const decideLimits = {
  method: 'PATCH',
  url: '/companies/:id/limits',
  config: { access: 'operator' },
  schema: {
    summary: 'Decide limits of a company; null leaves it to the plan',
    params: ById,
    body: Changes(Object.fromEntries(limitCodes.map((code) => [code, Amount])) as Record<(typeof limitCodes)[number], typeof Amount>),
    response: { 200: Named('usage', Usage) },
  },
  examples: { body: { employees: 150 } },
} as const satisfies Contract

export const getUsageOf = {
  method: 'GET',
  url: '/companies/:id/usage',
  config: { access: 'operator' },
  schema: {
    summary: 'What a company uses, now and in the last 30 days',
    params: ById,
    response: { 200: Type.Object({ usage: Usage, days: Type.Array(UsageDay) }) },
  },
} as const satisfies Contract

export const getHealthOf = {
  method: 'GET',
  url: '/companies/:id/health',
  config: { access: 'operator' },
  schema: {
    summary: 'Whether a company works as it should',
    params: ById,
    response: {
      200: Named(
        'health',
        Type.Object({
          status: OneOf('good', 'waiting', 'bad'),
          lastActiveAt: Nullable(Instant),
          admins: Type.Integer({ description: 'Active accounts that hold the role of administrators' }),
          errorsToday: Type.Integer(),
          jobsWaiting: Type.Integer(),
          jobsFailed: Type.Integer({ description: 'Given up after many tries' }),
          unsealedSince: Nullable(Instant),
          limitsReached: Type.Array(OneOf(...limitCodes)),
          problems: Type.Array(OneOf('no-admin', 'errors', 'failed-jobs', 'unsealed', 'limit-reached')),
        }),
      ),
    },
  },
} as const satisfies Contract
