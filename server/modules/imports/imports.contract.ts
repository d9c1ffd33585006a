import { Bytes, ById, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

/** What a file may have: bytes, rows below its heading, and faults that are told one by one. */
export const largestFile = 20 * 1024 * 1024
export const mostRows = 50_000
export const toldFaults = 500

export const importStates = ['waiting', 'running', 'checked', 'refused', 'done'] as const

const Fault = Type.Object({
  row: Type.Integer({ description: 'As a spreadsheet counts: the heading is row 1' }),
  column: Nullable(Type.String()),
  value: Nullable(Type.String()),
  reason: Type.String(),
})

export const Import = Type.Object({
  id: Id,
  kind: Type.String(),
  fileName: Nullable(Type.String()),
  dryRun: Type.Boolean(),
  state: OneOf(...importStates),
  rowCount: Type.Integer(),
  doneCount: Type.Integer({ description: 'Rows worked through so far' }),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  faultCount: Type.Integer(),
  faults: Type.Array(Fault, { description: `The first ${toldFaults}` }),
  found: Type.Array(Type.Object({ heading: Type.String(), key: Type.String() }), {
    description: 'Which heading was taken for which column',
  }),
  ignored: Type.Array(Type.String(), { description: 'Headings that no column was found for' }),
  createdAt: Instant,
  endedAt: Nullable(Instant),
})
export type Import = Static<typeof Import>

const Kind = Type.Object({
  kind: Type.String(),
  title: Type.String(),
  canImport: Type.Boolean(),
  canExport: Type.Boolean(),
  columns: Type.Array(Type.Object({ key: Type.String(), label: Type.String(), isRequired: Type.Boolean(), isIdentity: Type.Boolean() })),
})

const kind = Type.String({ pattern: '^[a-z][a-z-]{1,39}$', examples: ['departments'] })
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const listImportKinds = {
  method: 'GET',
  url: '/imports/kinds',
  config: { access: 'import.run' },
  schema: { summary: 'What can be imported and exported, with its columns', response: { 200: Named('kinds', Type.Array(Kind)) } },
} as const satisfies Contract

export const startImport = {
  method: 'POST',
  url: '/imports/:kind',
  config: { access: 'import.run', ratePerMinute: 30 },
  schema: {
    summary: 'Import a CSV file or an Excel workbook, or only try it',
    description:
      'The body is the file itself. It is worked through in the background, all of it or nothing: GET /imports/:id tells how far it is. ' +
      `At most ${mostRows} rows.`,
    params: Fields({ kind }),
    querystring: Fields({
      dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Only tells what would happen' })),
      fileName: Type.Optional(Text(200)),
      mapping: Type.Optional(
        Type.String({
          maxLength: 8000,
          description: 'JSON: which column key a heading of the file stands for, {"Dept": "departmentCode"}',
        }),
      ),
    }),
    upload: { mediaTypes: ['text/csv', xlsx, 'application/octet-stream', 'text/plain'], maxBytes: largestFile },
    response: { 202: Named('import', Import) },
  },
} as const satisfies Contract

export const listImports = {
  method: 'GET',
  url: '/imports',
  config: { access: 'import.run' },
  schema: {
    summary: 'My imports',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      kind: Type.Optional(kind),
      state: Type.Optional(OneOf(...importStates)),
    }),
    response: { 200: Page('imports', Import) },
  },
} as const satisfies Contract

export const exportImports = csvOf(listImports, 'imports')

export const getImport = {
  method: 'GET',
  url: '/imports/:id',
  config: { access: 'import.run' },
  schema: {
    summary: 'How far an import of mine is, and what is wrong with its rows',
    params: ById,
    response: { 200: Named('import', Import) },
  },
} as const satisfies Contract

export const exportCsv = {
  method: 'GET',
  url: '/imports/:kind/csv',
  config: { access: 'import.run', ratePerMinute: 10, audited: true },
  schema: {
    summary: 'What there is of a kind, in the shape that can be imported, as CSV',
    params: Fields({ kind }),
    response: { 200: Bytes('text/csv') },
  },
} as const satisfies Contract

export const exportXlsx = {
  method: 'GET',
  url: '/imports/:kind/xlsx',
  config: { access: 'import.run', ratePerMinute: 10, audited: true },
  schema: { summary: 'The same as an Excel workbook', params: Fields({ kind }), response: { 200: Bytes(xlsx) } },
} as const satisfies Contract

const What = Type.Object({ kind: Type.String(), created: Type.String(), updated: Type.String() })
export const importDone = event('import.done', '{actor} imported {kind}: {created} new, {updated} changed', What)

export const sheetExported = event(
  'import.exported',
  '{actor} exported {kind} as {format}: {rows} rows',
  Type.Object({ kind: Type.String(), format: Type.String(), rows: Type.Integer() }),
)

export const importsExported = csvExported('import.list-exported', 'of their imports')

export const permissions = [
  {
    code: 'import.run',
    title: 'Import and export sheets',
    description: 'Import CSV and Excel files, and export in the same shape, of what one may change or see over the whole company.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
