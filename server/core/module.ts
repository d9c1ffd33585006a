import type { MusterApp } from './http.ts'
import type { ApprovalKind } from './approval-kind.ts'
import type { FullCtx } from './context.ts'
import type { DomainEvent, Feature, Permission } from './contract.ts'
import type { Deps } from './deps.ts'
import type { LiveTopic } from './live.ts'
import type { WrittenMail } from './mail.ts'
import type { SheetKind } from './sheet-kind.ts'

/** What a module hands to the server; `server/modules.ts` lists them in boot order. */
export type Module = {
  readonly name: string
  /** The OpenAPI tag. */
  readonly title: string
  readonly routes: (app: MusterApp) => void
  readonly permissions: readonly Permission[]
  readonly events: readonly DomainEvent[]
  readonly subscribers?: readonly Subscriber[]
  readonly tasks?: readonly Task[]
  readonly crons?: readonly Cron[]
  /** What of it can be imported and exported. */
  readonly sheets?: readonly SheetKind[]
  /** The kinds of its requests that the approval engine decides. */
  readonly approvalKinds?: readonly ApprovalKind[]
  /** What of it pages show live, and which of its events change what pages show live. */
  readonly live?: readonly LiveTopic[]
  readonly tellings?: readonly Telling[]
  readonly onboard?: Onboarding
  /** Sends a mail by the company's own server; false where it has none or that one did not take it. */
  readonly sendMail?: (deps: Deps, companyId: string, mail: WrittenMail) => Promise<boolean>
  /** Runs at every start, before the server answers; several servers may do it at once. */
  readonly prepare?: (deps: Deps) => Promise<void>
}

/** Runs once per event after its transaction is committed; at least once, so it must stand being run again. */
export type Subscriber = {
  readonly name: string
  readonly on: readonly DomainEvent[]
  /** Where this feature is off it does nothing; what happens meanwhile is not made up for. */
  readonly feature?: Feature
  readonly run: (deps: Deps, companyId: string, event: StoredEvent) => Promise<void>
  /** The same for many events of one act, some hundred at a time, where that is cheaper; when it fails each is run by itself. */
  readonly runAll?: (deps: Deps, companyId: string, events: readonly StoredEvent[]) => Promise<void>
}

/** Whom an event is about, for the pages that show a topic live: they hear of it after the commit, at most once. */
export type Telling = {
  readonly topic: string
  readonly on: readonly DomainEvent[]
  readonly about: (act: Pick<StoredEvent, 'subjectId' | 'data'>) => string
}

export type StoredEvent = {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly actorUserId: string | null
  readonly subjectId: string | null
  readonly data: Readonly<Record<string, string>>
}

/** A job by name, enqueued with `ctx.enqueue`; run again until it succeeds, so it must stand being run twice. */
export type Task = {
  readonly name: string
  readonly run: (deps: Deps, payload: Readonly<Record<string, string>>) => Promise<void>
  /** Where this feature is off the task waits: it is looked at again every hour. */
  readonly feature?: Feature
}

/** Scheduled work; `match` is a crontab pattern in UTC. */
export type Cron = { readonly name: string; readonly match: string; readonly run: (deps: Deps) => Promise<void> }

export type NewCompany = {
  readonly adminUserId: string
  readonly country: string | null
  /** Of every module, so that the system roles can be granted what they start with. */
  readonly permissions: readonly Permission[]
  /** Of every module, so that each has a policy. */
  readonly approvalKinds: readonly ApprovalKind[]
}

/** What a module adds for a company that signs up, in the transaction of the sign-up. */
export type Onboarding = (ctx: FullCtx, company: NewCompany) => Promise<void>
