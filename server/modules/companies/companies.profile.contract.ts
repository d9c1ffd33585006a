import { Bytes, Changes, Email, event, Fields, Named, Nothing, Nullable, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'
import { Company, DomainName, Subdomain } from './companies.contract.ts'

export const updateCompany = {
  method: 'PATCH',
  url: '/company',
  config: { access: 'company.update' },
  schema: {
    summary: 'Change the name, the addresses and the contact of the company',
    description:
      'Its own domain a company gets when whoever asks has confirmed an address at that domain. Status, plan and trial are the operator’s.',
    body: Changes({
      name: Text(120),
      subdomain: Subdomain,
      domain: Nullable(DomainName),
      adminEmail: Email,
      phone: Nullable(Text(40)),
      address: Nullable(Text(400)),
      version: Version,
    }),
    response: { 200: Named('company', Company) },
  },
  examples: { body: { name: 'Acme Corp', phone: '+62 21 555 0100' } },
} as const satisfies Contract

const Branding = Type.Object({
  name: Type.String(),
  tagline: Nullable(Type.String()),
  primaryColor: Nullable(Type.String()),
  logoUrl: Nullable(Type.String()),
  contrast: Type.Object({
    light: Type.Number({ description: 'White text on the colour, as a ratio; at least 4.5' }),
    dark: Type.Number({ description: 'The colour’s tint for links on the dark surface; at least 4.5' }),
  }),
  version: Version,
})

const branded = { access: 'company.update', feature: 'customBranding' } as const

export const getBranding = {
  method: 'GET',
  url: '/company/branding',
  config: { access: 'self', feature: 'customBranding' },
  schema: { summary: 'How the company looks', response: { 200: Named('branding', Branding) } },
} as const satisfies Contract

export const updateBranding = {
  method: 'PATCH',
  url: '/company/branding',
  config: branded,
  schema: {
    summary: 'Change the tagline and the colour of the company',
    description: 'A colour that cannot be read in the light or the dark scheme is a 400 with the figure.',
    body: Changes({
      tagline: Nullable(Text(120)),
      primaryColor: Nullable(Type.String({ pattern: '^#[0-9a-fA-F]{6}$', examples: ['#3b5bdb'] })),
      version: Version,
    }),
    response: { 200: Named('branding', Branding) },
  },
  examples: { body: { primaryColor: '#0a7f5b' } },
} as const satisfies Contract

export const uploadLogo = {
  method: 'POST',
  url: '/company/branding/logo',
  config: { ...branded, ratePerMinute: 20 },
  schema: {
    summary: 'Set the logo of the company',
    description: 'The body is the file itself. It is written anew at no more than 512 pixels, so that nothing else of the file is kept.',
    upload: { mediaTypes: ['image/png', 'image/jpeg', 'image/webp'], maxBytes: 2_097_152 },
    response: { 200: Named('branding', Branding) },
  },
} as const satisfies Contract

export const removeLogo = {
  method: 'DELETE',
  url: '/company/branding/logo',
  config: branded,
  schema: { summary: 'Remove the logo of the company', response: { 200: Nothing } },
} as const satisfies Contract

export const getLogo = {
  method: 'GET',
  url: '/companies/logo/:token',
  config: { access: 'public', ratePerMinute: 240 },
  schema: {
    summary: 'The logo behind the address that a company’s branding names',
    params: Fields({ token: Type.String({ minLength: 1, maxLength: 64 }) }),
    response: { 200: Bytes('image/webp') },
  },
} as const satisfies Contract

export const companyUpdated = event('company.updated', '{actor} changed the name or the contact of the company', Type.Object({}))
export const brandingChanged = event('company.branding-changed', '{actor} changed how the company looks', Type.Object({}))
export const profileEvents = [companyUpdated, brandingChanged]

export const profilePermissions = [
  {
    code: 'company.update',
    title: 'Change the company',
    description: 'Its name, addresses and contact, its logo and colour.',
    reaches: ['company'],
    roles: {},
  },
] as const satisfies readonly Permission[]
