import { Bytes, ById, event, Id, Instant, Named, Nothing, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

export const exportStates = ['waiting', 'running', 'done', 'failed', 'removed'] as const
/** How long a finished archive can be downloaded. */
export const keptDays = 7
export const listedExports = 20

export const CompanyExport = Type.Object({
  id: Id,
  state: OneOf(...exportStates),
  askedAt: Instant,
  askedBy: Type.String({ description: 'The name of who asked' }),
  endedAt: Nullable(Instant),
  expiresAt: Nullable(Instant),
  tableCount: Type.Integer({ description: 'How many kinds of records there are; 0 until it is known' }),
  tablesDone: Type.Integer(),
  rowCount: Type.Integer(),
  fileCount: Type.Integer({ description: 'Photos, documents and other files' }),
  byteCount: Type.Integer({ description: 'The size of the archive so far' }),
  sha256: Nullable(Type.String({ description: 'Of the whole archive, in hexadecimal' })),
})
export type CompanyExport = Static<typeof CompanyExport>

const access = 'company.export'
// Open as long as the company can be read: that is what it is for.
const asking = { access, stepUp: true, whenReadOnly: true } as const

export const startExport = {
  method: 'POST',
  url: '/company/exports',
  config: { ...asking, ratePerMinute: 3 },
  schema: {
    summary: 'Ask for everything the company has, as one archive',
    description:
      'It is written in the background, as of one moment: JSON lines for each kind of record, the files as files, and a manifest with ' +
      'counts and hashes. Passwords, keys and other secrets are left out. One at a time.',
    response: { 201: Named('export', CompanyExport) },
  },
} as const satisfies Contract

export const listExports = {
  method: 'GET',
  url: '/company/exports',
  config: { access },
  schema: {
    summary: 'The newest archives of the company and how far they are',
    response: { 200: Named('exports', Type.Array(CompanyExport, { maxItems: listedExports })) },
  },
} as const satisfies Contract

export const getExport = {
  method: 'GET',
  url: '/company/exports/:id',
  config: { access },
  schema: { summary: 'How far an archive is', params: ById, response: { 200: Named('export', CompanyExport) } },
} as const satisfies Contract

export const downloadExport = {
  method: 'GET',
  url: '/company/exports/:id/archive',
  config: { access, stepUp: true, audited: true, ratePerMinute: 10 },
  schema: { summary: 'The archive, as long as it is kept', params: ById, response: { 200: Bytes('application/zip') } },
} as const satisfies Contract

export const removeExport = {
  method: 'DELETE',
  url: '/company/exports/:id',
  config: asking,
  schema: { summary: 'Remove an archive before its time, or stop one that is being written', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Moment = Type.Object({ askedAt: Type.String() })
export const exportAsked = event('company-export.requested', '{actor} asked for everything the company has, as an archive', Type.Object({}))
export const exportDownloaded = event('company-export.viewed', '{actor} downloaded the archive that was asked for on {askedAt}', Moment)
export const exportRemoved = event('company-export.removed', '{actor} removed the archive that was asked for on {askedAt}', Moment)

export const permissions = [
  {
    code: access,
    title: 'Take everything with you',
    description: 'Download all that the company has as one archive: people with their pay and personal data, files, the audit log.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
] as const satisfies readonly Permission[]
