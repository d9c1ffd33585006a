import type { Selectable } from 'kysely'
import type { CompanyIntegration } from '../../../db/types.ts'
import { readSettings } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { localDateOf, localTimeOf } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './integrations.contract.ts'
import type { ChannelAsk, IntegrationKind, Integrations, MailAsk } from './integrations.contract.ts'

export type IntegrationCtx = Ctx<'companyIntegration' | 'companySettings'>
type Row = Selectable<CompanyIntegration>
export type MailSettings = Omit<MailAsk, 'password' | 'isOn'>
export type ChannelSettings = Omit<ChannelAsk, 'address' | 'isOn'>

export async function getIntegrations(ctx: IntegrationCtx): Promise<{ integrations: Integrations }> {
  return { integrations: shown(await readRows(ctx)) }
}

/** Services sent are set or taken away, the others stay. Two admins at once are put in order by the company's state row. */
export async function updateIntegrations(
  ctx: IntegrationCtx & Ctx<'companyState'>,
  vault: Vault,
  { version, ...asked }: Body<typeof contract.updateIntegrations>,
) {
  await ctx.tx.selectFrom('companyState').select('companyId').where('companyId', '=', ctx.companyId).forUpdate().executeTakeFirstOrThrow()
  const rows = await readRows(ctx)
  refuseStale(version, shown(rows).version)
  const { timeZone } = await readSettings(ctx)
  for (const [kind, ask] of Object.entries(asked) as [IntegrationKind, MailAsk | ChannelAsk | null][]) {
    const before = rows.find((row) => row.kind === kind)
    await keep(ctx, kind, ask === null ? nothing : valuesOf(ctx, vault, kind, ask, before, timeZone))
  }
  const after = await readRows(ctx)
  await ctx.emit(contract.integrationsChanged, {
    subject: { type: 'company', id: ctx.companyId },
    before: told(rows),
    after: told(after),
    data: {},
  })
  return { integrations: shown(after) }
}

const nothing = { settings: null, secretSealed: null, secretTail: null, isOn: false, workedAt: null, problem: null, problemAt: null }
type Values = { [K in keyof typeof nothing]: Row[K] } & { toldOn?: string | null; tries?: number }

function valuesOf(
  ctx: Bound,
  vault: Vault,
  kind: IntegrationKind,
  ask: MailAsk | ChannelAsk,
  before: Row | undefined,
  timeZone: string,
): Values {
  const { isOn, ...rest } = ask
  const { password, address, ...settings } = rest as Omit<MailAsk & ChannelAsk, 'isOn'>
  const secret = kind === 'mail' ? password : address?.trim()
  const state = { settings: JSON.stringify(settings), isOn, workedAt: null, problem: null, problemAt: null }
  if (kind !== 'mail') {
    if (secret === undefined && !before?.secretSealed) throw needed(kind, 'address', 'Give the address of the channel.')
    return { ...state, ...firstNotice(ctx, settings, timeZone), ...secretOf(ctx, vault, kind, secret, before) }
  }
  const { host, userName } = settings
  if (userName === null) return { ...state, secretSealed: null, secretTail: null }
  // Whoever changes where a password goes must know it: else it could be had by sending it elsewhere.
  const known = before?.settings as MailSettings | null | undefined
  const isSame =
    before?.secretSealed &&
    known?.host === host &&
    known.userName === userName &&
    known.port === settings.port &&
    known.security === settings.security
  if (secret === undefined && !isSame) throw needed(kind, 'password', 'Give the password of this account at this server.')
  return { ...state, ...secretOf(ctx, vault, kind, secret, before) }
}

function needed(kind: IntegrationKind, field: string, message: string) {
  return fail.unprocessable('SECRET_NEEDED', message, [{ path: `body.${kind}.${field}`, message, expected: 'what opens the service' }])
}

/** The first notice is the next one due, not one for an hour that is over. */
function firstNotice({ now }: Bound, { sendAt }: ChannelSettings, timeZone: string) {
  return { toldOn: localTimeOf(now, timeZone) >= sendAt ? localDateOf(now, timeZone) : null, tries: 0 }
}

function secretOf({ companyId }: Bound, vault: Vault, kind: IntegrationKind, secret: string | undefined, before: Row | undefined) {
  if (secret === undefined) return { secretSealed: before!.secretSealed, secretTail: before!.secretTail }
  // Four of few would be a good part of it.
  return {
    secretSealed: vault.seal(Buffer.from(secret), sealOwner(companyId, kind)),
    secretTail: secret.length >= 16 ? secret.slice(-4) : null,
  }
}

const sealOwner = (companyId: string, kind: IntegrationKind) => `integration ${companyId} ${kind}`

function keep(ctx: IntegrationCtx, kind: IntegrationKind, values: Values) {
  return ctx.tx
    .insertInto('companyIntegration')
    .values({ companyId: ctx.companyId, kind, ...values })
    .onConflict((conflict) =>
      conflict.columns(['companyId', 'kind']).doUpdateSet((eb) => ({ ...values, version: eb('companyIntegration.version', '+', 1) })),
    )
    .execute()
}

function readRows(ctx: IntegrationCtx) {
  return ctx.tx.selectFrom('companyIntegration').selectAll().where('companyId', '=', ctx.companyId).orderBy('kind').execute()
}

/** A connected service with what opens it; undefined when it is not connected. */
export type Connected<S> = { settings: S; secret: string | null; isOn: boolean; problemAt: string | null }
export async function readConnected<S>(ctx: IntegrationCtx, vault: Vault, kind: IntegrationKind): Promise<Connected<S> | undefined> {
  const row = await ctx.tx
    .selectFrom('companyIntegration')
    .select(['settings', 'secretSealed', 'isOn', 'problemAt'])
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where('settings', 'is not', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { settings, secretSealed, isOn, problemAt } = row
  const secret = secretSealed && vault.open(secretSealed, sealOwner(ctx.companyId, kind)).toString()
  return { settings: settings as S, secret, isOn, problemAt }
}

/** What became of using a service; null is that it worked. */
export async function noteOutcome(ctx: IntegrationCtx, kind: IntegrationKind, problem: string | null) {
  await ctx.tx
    .updateTable('companyIntegration')
    .set(problem === null ? { workedAt: ctx.now, problem: null, problemAt: null } : { problem, problemAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .execute()
}

/** One version for all of them: rows stay, so their versions add up to something that only rises. */
function shown(rows: readonly Row[]): Integrations {
  const version = rows.reduce((sum, row) => sum + row.version, 1)
  const found = contract.integrationKinds.map((kind) => {
    const row = rows.find((one) => one.kind === kind)
    if (!row?.settings) return [kind, null] as const
    const { settings, isOn, secretSealed, secretTail, workedAt, problem, problemAt } = row
    const secret = { isSet: secretSealed !== null, lastFour: secretTail }
    return [kind, { ...(settings as object), isOn, secret, workedAt, problem, problemAt }] as const
  })
  return { ...(Object.fromEntries(found) as Omit<Integrations, 'version'>), version }
}

/** For the audit log, which shows that a secret changed and never what it is. */
function told(rows: readonly Row[]) {
  return Object.fromEntries(
    rows.map(({ kind, settings, isOn, secretSealed }) => [
      kind,
      settings && { ...(settings as object), isOn, secret: secretSealed?.toString('base64') ?? null },
    ]),
  )
}
