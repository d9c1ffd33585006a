import { Changes, event, features, Fields, Id, Instant, Named, Nullable, OneOf, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { Settings } from '../../core/settings.ts'

export const companyStatuses = ['trial', 'active', 'expired', 'suspended', 'cancelled'] as const
export const Status = OneOf(...companyStatuses)
export type CompanyStatus = Static<typeof Status>

export const PublicCompany = Type.Object({
  name: Type.String(),
  domain: Nullable(Type.String()),
  subdomain: Type.String(),
  tagline: Nullable(Type.String()),
  primaryColor: Nullable(Type.String()),
  logoUrl: Nullable(Type.String()),
  signInMethods: Type.Array(OneOf('password')),
})

export const Subdomain = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', description: 'A DNS label' })
export const DomainName = Type.String({ pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$', maxLength: 253 })

export const Company = Type.Object({
  id: Id,
  name: Type.String(),
  domain: Nullable(Type.String()),
  subdomain: Type.String(),
  adminEmail: Type.String(),
  phone: Nullable(Type.String()),
  address: Nullable(Type.String()),
  status: Status,
  trialEndsAt: Nullable(Instant),
  plan: Type.String(),
  tagline: Nullable(Type.String()),
  primaryColor: Nullable(Type.String()),
  logoUrl: Nullable(Type.String()),
  createdAt: Instant,
  version: Version,
})

export const Plan = Type.Object({
  code: Type.String(),
  name: Type.String(),
  monthlyUsd: Type.String(),
  yearlyUsd: Type.String(),
  employeeLimit: Type.Integer(),
  storageGb: Type.Integer(),
  locationLimit: Type.Integer(),
  apiCallsPerDay: Type.Integer(),
  retentionDays: Type.Integer(),
  features: Type.Array(OneOf(...features)),
})

export const FeatureState = Type.Object({
  code: OneOf(...features),
  on: Type.Boolean(),
  decidedBy: OneOf('plan', 'company', 'operator'),
})

export const resolveCompany = {
  method: 'GET',
  url: '/companies/resolve',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'Find the company behind a domain, a subdomain or an email address',
    querystring: Fields({ domain: Type.String({ minLength: 1, maxLength: 254 }) }),
    response: { 200: Named('company', PublicCompany) },
  },
  examples: { querystring: { domain: 'acme.test' } },
} as const satisfies Contract

export const getCompany = {
  method: 'GET',
  url: '/company',
  config: { access: 'self', anyStatus: true },
  schema: { summary: 'My company', response: { 200: Named('company', Company) } },
} as const satisfies Contract

export const getSettings = {
  method: 'GET',
  url: '/company/settings',
  config: { access: 'self' },
  schema: { summary: 'The settings in force', response: { 200: Type.Object({ settings: Settings, version: Version }) } },
} as const satisfies Contract

export const updateSettings = {
  method: 'PATCH',
  url: '/company/settings',
  config: { access: 'company.update-settings' },
  schema: {
    summary: 'Change settings',
    body: Changes({ ...Settings.properties, version: Version }),
    response: { 200: Type.Object({ settings: Settings, version: Version }) },
  },
  examples: { body: { timeZone: 'Asia/Jakarta' } },
} as const satisfies Contract

export const listFeatures = {
  method: 'GET',
  url: '/company/features',
  config: { access: 'self' },
  schema: { summary: 'Which features are on, and who decided it', response: { 200: Named('features', Type.Array(FeatureState)) } },
} as const satisfies Contract

export const updateFeatures = {
  method: 'PATCH',
  url: '/company/features',
  config: { access: 'company.update-features' },
  schema: {
    summary: 'Switch features of the plan off or on again',
    body: Changes(
      Object.fromEntries(features.map((code) => [code, Type.Boolean()])) as Record<
        (typeof features)[number],
        ReturnType<typeof Type.Boolean>
      >,
    ),
    response: { 200: Named('features', Type.Array(FeatureState)) },
  },
  examples: { body: { projects: false } },
} as const satisfies Contract

export const listPlans = {
  method: 'GET',
  url: '/plans',
  config: { access: 'self', anyStatus: true },
  schema: { summary: 'Plans, their prices and limits', response: { 200: Named('plans', Type.Array(Plan)) } },
} as const satisfies Contract

export const companySignedUp = event('company.signed-up', '{actor} opened {name} on a trial', Type.Object({ name: Type.String() }))
export const settingsChanged = event('company.settings-changed', '{actor} changed the company settings', Type.Object({}))
export const featuresChanged = event('company.features-changed', '{actor} switched features', Type.Object({}))
export const statusChanged = event(
  'company.status-changed',
  '{actor} made the company {status}',
  Type.Object({ status: Status, reason: Type.String() }),
)

export const permissions = [
  {
    code: 'company.update-settings',
    title: 'Change company settings',
    description: 'Time zone, working time, formats and leave rules.',
    reaches: ['company'],
    roles: {},
  },
  {
    code: 'company.update-features',
    title: 'Switch features',
    description: 'Switch features of the plan off or on.',
    reaches: ['company'],
    roles: {},
  },
] as const satisfies readonly Permission[]
