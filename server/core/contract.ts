import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox'

/**
 * What a route is: a value the server registers, the browser and the tests call, and OpenAPI is printed from.
 * `access` is a permission (`leave.approve`), `self` (any signed-in user, for what is their own), `operator` (accounts of the
 * platform, which belong to no company) or `public`.
 */
export type Contract = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Path below `/api/v1`, parameters as `:id`. */
  readonly url: string
  readonly config: RouteConfig
  readonly schema: {
    readonly summary: string
    readonly description?: string
    readonly params?: TObject
    readonly querystring?: TObject
    readonly body?: TSchema
    /** The body is a file as it stands instead of JSON. */
    readonly upload?: Upload
    /** Exactly one 2xx; its schema is what `data` holds, or `Bytes` for a file as it stands. */
    readonly response: Readonly<Partial<Record<200 | 201 | 202, TSchema>>>
  }
  /** At least one example, shown in OpenAPI and used by the tests that need a plausible body. */
  readonly examples?: { readonly body?: unknown; readonly querystring?: Readonly<Record<string, unknown>> }
}

/** A file that a route takes: the media types it may be declared as, and how large it may be. */
export type Upload = { readonly mediaTypes: readonly string[]; readonly maxBytes: number }

export type RouteConfig = {
  readonly access: Access
  /** A feature of the company that must be on; off is a 403 `FEATURE_OFF`. */
  readonly feature?: Feature
  /** Open whatever closes everything else: the company's status, or a password still to be changed (paying, signing out); or only while it can be read (taking all with one). */
  readonly anyStatus?: true
  readonly whenReadOnly?: true
  /** A route for what is one's own that API keys may use all the same. */
  readonly openToKeys?: true
  /** Open to somebody whose role demands a second factor they do not have yet: what it takes to set one up. */
  readonly enrolment?: true
  /** A sensitive act: whoever last proved who they are too long ago is asked again, with a 403 `STEP_UP_NEEDED`. */
  readonly stepUp?: true
  /** A read of sensitive data: what its service notes with `ctx.noteRead` is recorded before the answer leaves. */
  readonly audited?: true
  /** The answer holds a secret that is shown this once: it is not kept for an `Idempotency-Key`. */
  readonly shownOnce?: true
  /** A POST that only computes: it runs in a read-only transaction. */
  readonly readOnly?: true
  /** A tighter limit than the general one: requests per minute for one caller. */
  readonly ratePerMinute?: number
}

export type Access = 'public' | 'self' | 'operator' | `${string}.${string}`

/** The features of `rules-company.md § Features`; the ones that are on by default carry `true`. */
export const featureDefaults = {
  attendance: true,
  payroll: true,
  leaveManagement: true,
  documentManagement: true,
  notifications: true,
  timeTracking: true,
  messaging: true,
  projects: true,
  analytics: false,
  customBranding: false,
  apiAccess: false,
  multiLocation: false,
  advancedReporting: false,
  expenseManagement: false,
  performanceReviews: false,
  trainingManagement: false,
  education: false,
} as const

export type Feature = keyof typeof featureDefaults
export const features = Object.keys(featureDefaults) as Feature[]

/** What a plan limits (`rules-company.md § Plans and limits`). */
export const limitCodes = ['employees', 'storageBytes', 'locations', 'apiCallsPerDay'] as const
export type LimitCode = (typeof limitCodes)[number]

/** How far a grant reaches, narrow to wide; a wider reach includes the narrower (`rules-access.md § What is granted`). */
export const reaches = ['own', 'team', 'department', 'branch', 'company'] as const
export type Reach = (typeof reaches)[number]

/** What access to a module is divided into. */
export const accessKinds = ['read', 'create', 'update', 'delete'] as const
export type AccessKind = (typeof accessKinds)[number]

/** A permission as its module declares it. */
export type Permission = {
  readonly code: `${string}.${string}`
  readonly title: string
  readonly description: string
  readonly reaches: readonly Reach[]
  readonly sensitive?: true
  /** The feature of the company without which nobody may do it; the same as that of every route that asks for it. */
  readonly feature?: Feature
  /** What it does to the records of its module, where its verb does not say it (`catalogue.ts`). */
  readonly kind?: AccessKind
  /** A decision that nobody makes about themselves, whatever they were granted. */
  readonly neverOwn?: true
  /** What the system roles start with; `admin` always starts with the widest reach of every permission. */
  readonly roles: Readonly<Partial<Record<SystemRole, Reach>>>
}

/** The roles every company starts with (`rules-access.md § Who decides a question`). */
export const systemRoles = {
  admin: 'Administrator',
  hr: 'Human resources',
  finance: 'Finance',
  ceo: 'Chief executive',
  director: 'Director',
  manager: 'Manager',
  project_lead: 'Project lead',
  employee: 'Employee',
  teacher: 'Teacher',
  student: 'Student',
  guardian: 'Guardian',
} as const
export type SystemRole = keyof typeof systemRoles

/** What everybody who works here is given over themselves; `{ ...ownOfEverybody, hr: 'company' }` widens it for some. */
export const ownOfEverybody = {
  hr: 'own',
  finance: 'own',
  ceo: 'own',
  director: 'own',
  manager: 'own',
  project_lead: 'own',
  employee: 'own',
  teacher: 'own',
} as const

/** A domain event: what a business act leaves behind (`architecture.md § Events, audit, jobs`). */
export type DomainEvent<D extends TSchema = TSchema> = {
  readonly kind: `${string}.${string}`
  readonly data: D
  /** The act as one English sentence; `{actor}` and the names of `data` are filled in when it is read. */
  readonly story: string
  /** Paths in `before`, `after` and `data` that are recorded as `***`. */
  readonly masked: readonly string[]
}

/** Declares a domain event; `masked` names the fields whose values must never reach the audit log. */
export function event<D extends TSchema>(
  kind: DomainEvent['kind'],
  story: string,
  data: D,
  masked: readonly string[] = [],
): DomainEvent<D> {
  return { kind, story, data, masked }
}

// Types of a contract's parts
type Sent<S> = S extends TSchema ? Static<S> : undefined
export type Schemas = Contract['schema']
export type ParamsOf<S extends Schemas> = Sent<S['params']>
export type QueryOf<S extends Schemas> = Sent<S['querystring']>
export type BodyOf<S extends Schemas> = S['upload'] extends Upload ? Uint8Array : Sent<S['body']>
export type DataOf<S extends Schemas> = Sent<S['response'][keyof S['response']]>
export type Params<C extends Contract> = ParamsOf<C['schema']>
export type Query<C extends Contract> = QueryOf<C['schema']>
export type Body<C extends Contract> = BodyOf<C['schema']>
export type Data<C extends Contract> = DataOf<C['schema']>

// Building blocks of schemas
export const Id = Type.String({ format: 'uuid' })
export const Day = Type.String({ format: 'date', description: 'A calendar date, YYYY-MM-DD' })
export const Instant = Type.String({ format: 'date-time', description: 'An RFC 3339 instant' })
/** A decimal string, e.g. `"1.5"`: leave quantities are never floats. */
export const Quantity = Type.String({
  pattern: '^-?\\d{1,8}(\\.\\d{1,4})?$',
  description: 'A decimal quantity such as "1.5"',
  examples: ['1.5'],
})
export const Version = Type.Integer({ minimum: 1, description: 'Raised by every change; send it back to detect a stale copy' })
export const Minutes = Type.Integer({ minimum: 0, description: 'Whole minutes' })
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const Zone = Type.String({ minLength: 1, maxLength: 64, description: 'An IANA time zone such as Asia/Jakarta' })
export const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'A wall-clock time, HH:MM', examples: ['09:00'] })

/** Visible text of `min` to `max` characters, taken without the space around it (`validation.ts`); blank text is refused. */
export function Text(max: number, min = 1) {
  return Type.String({ minLength: min, maxLength: max, ...(min > 0 && { pattern: '\\S' }) })
}

/** One of a few words. */
export function OneOf<const T extends readonly string[]>(...words: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...words] })
}

/** The schema, or null. `type: [t, 'null']` rather than a union, which the serializer and OpenAPI 3.1 both take without branching. */
export function Nullable<S extends TSchema>(schema: S) {
  const plain = schema as unknown as { type: string; enum?: unknown[] }
  return Type.Unsafe<Static<S> | null>({ ...plain, type: [plain.type, 'null'], ...(plain.enum && { enum: [...plain.enum, null] }) })
}

/** A closed object: fields it does not name are refused. For bodies, parameters and query strings. */
export function Fields<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** A closed object of which every field may be left out, but not all of them. */
export function Changes<P extends TProperties>(properties: P) {
  return Type.Object(optional(properties), { additionalProperties: false, minProperties: 1 })
}

/** An answer under its name: `Named('request', LeaveRequest)` is `{ request }`. */
export function Named<N extends string, S extends TSchema>(name: N, schema: S) {
  return Type.Object({ [name]: schema } as Record<N, S>)
}

/** A file as an answer; `hash` names its content, for the browser's cache. With a `fileName` it is kept; a large one comes in pieces, with its `size`. */
export type FileAnswer = { readonly hash: string; readonly fileName?: string } & (
  | { readonly content: Uint8Array }
  | { readonly content: AsyncIterable<Uint8Array>; readonly size: number }
)

/** The answer is a file as it stands, outside the envelope; failures keep theirs. */
export function Bytes(mediaType: string) {
  return Type.Unsafe<FileAnswer>({ type: 'string', contentMediaType: mediaType })
}

/** The media type of an answer made with `Bytes`; undefined for every other. */
export function mediaTypeOf(schema: TSchema): string | undefined {
  return (schema as { contentMediaType?: string }).contentMediaType
}

/** What became of an act on several, for one of them; `problem` says why nothing was done for it. */
export const Outcome = Type.Object({
  id: Id,
  problem: Nullable(Type.Object({ code: Type.String(), message: Type.String() }, { description: 'Why nothing was done for this one' })),
})
export type Outcome = Static<typeof Outcome>

/** Nothing to say: `data: {}`. */
export const Nothing = Type.Object({})
export const PersonName = Type.Object({ id: Id, firstName: Type.String(), lastName: Type.String() })
export const ById = Fields({ id: Id })

/** The query of a list that can be counted and sorted. */
export function PageQuery<P extends TProperties>(filters: P) {
  return PagedQuery({ sort: Sort, ...filters })
}

/** The query of a list that can be counted but has one order only. */
export function PagedQuery<P extends TProperties>(filters: P) {
  return Fields({
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    ...filters,
  })
}

const Sort = Type.Optional(
  Type.String({ pattern: '^-?[a-zA-Z]{1,40}(,-?[a-zA-Z]{1,40}){0,3}$', description: 'Fields to sort by, "-" for descending' }),
)

/** The answer of a list that can be counted. */
export function Page<N extends string, S extends TSchema>(name: N, schema: S) {
  return Type.Object({ [name]: Type.Array(schema), pagination: Pagination } as Record<N, ReturnType<typeof Type.Array<S>>> & {
    pagination: typeof Pagination
  })
}

export const Pagination = Type.Object({
  page: Type.Integer(),
  limit: Type.Integer(),
  total: Type.Integer(),
  totalPages: Type.Integer(),
})

/** The query of a stream that only grows: never counted, paged by cursor. */
export function CursorQuery<P extends TProperties>(filters: P) {
  return Fields({
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    ...filters,
  })
}

/** The answer of a stream: `nextCursor` is null at its end. */
export function Stream<N extends string, S extends TSchema>(name: N, schema: S) {
  return Type.Object({ [name]: Type.Array(schema), nextCursor: Nullable(Type.String()) } as unknown as Record<
    N,
    ReturnType<typeof Type.Array<S>>
  > & {
    nextCursor: ReturnType<typeof Nullable<ReturnType<typeof Type.String>>>
  })
}

function optional<P extends TProperties>(properties: P) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)])) as {
    [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>>
  }
}
export { Type, type Static }
