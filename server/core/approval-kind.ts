import type { FullCtx } from './context.ts'
import type { Feature } from './contract.ts'
import { setApart } from './direction.rules.ts'

/** What a condition may look at in a request. */
export type ApprovalField = 'number' | 'text' | 'bool' | 'date'
export type ApprovalFields = Readonly<Record<string, number | string | boolean | null>>

/** A request as the engine sees it. `fields` are what an approver decides on: another value of one is another request. */
export type ApprovalRequest = {
  readonly subjectEmployeeId: string | null
  readonly requesterId: string | null
  readonly title: string | null
  readonly fields: ApprovalFields
}

export type ApprovalVerdict = {
  /** What whoever decided wrote; null when it was not a person, or when they wrote nothing. */
  readonly comment: string | null
  /** The account that decided; null when time did. */
  readonly decidedBy: string | null
}

/**
 * A kind of request that is decided by the one engine (rules-approvals.md); declared by the module that owns the requests.
 * Everything it is asked for runs in the transaction of the engine's act, so it must not look at anything outside.
 */
export type ApprovalKind = {
  readonly code: string
  readonly title: string
  readonly feature?: Feature
  /** Whose holders may be asked in simple mode, where its reach holds the subject. */
  readonly permission: string
  /** Simple mode before a company changes it: steps one after the other, each decided by any one of these roles. */
  readonly roleSteps: readonly (readonly string[])[]
  /** The fields of its requests, for conditions. */
  readonly fields: Readonly<Record<string, ApprovalField>>
  /** True where the module itself writes to whoever is asked in simple mode. */
  readonly tellsApprovers?: true
  /** The request; throws what is said of one that is not there. */
  readonly read: (ctx: FullCtx, requestId: string) => Promise<ApprovalRequest>
  /** Employees it concerns beside its subject: like that one they are never asked to decide it. */
  readonly involved?: (ctx: FullCtx, requestId: string) => Promise<readonly string[]>
  /** Throws why the request cannot be decided (any more), in words of its own. Asked with the instance locked. */
  readonly refuse?: (ctx: FullCtx, requestId: string, act: 'approve' | 'reject', comment: string | null) => Promise<void>
  /** What deciding would mean, for who may decide. */
  readonly consequence?: (ctx: FullCtx, requestId: string) => Promise<Readonly<Record<string, unknown>> | null>
  readonly approved: (ctx: FullCtx, requestId: string, verdict: ApprovalVerdict) => Promise<void>
  readonly rejected: (ctx: FullCtx, requestId: string, verdict: ApprovalVerdict) => Promise<void>
  /** Taken back by the engine's own means (an overseer cancelled it), not by the module. */
  readonly cancelled: (ctx: FullCtx, requestId: string, verdict: ApprovalVerdict) => Promise<void>
  /** Requests that wait for a decision and have no instance, oldest first: those from before there was an engine. */
  readonly orphans?: (ctx: FullCtx, limit: number) => Promise<readonly { id: string; askedAt: string }[]>
}

/** What a request is called wherever it is listed: whose it is, then what is asked for. */
export const titleOf = (employee: { readonly firstName: string; readonly lastName: string }, what: string) =>
  `${setApart(`${employee.firstName} ${employee.lastName}`)}: ${what}`
