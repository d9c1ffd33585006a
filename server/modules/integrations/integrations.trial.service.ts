import type { Ctx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { mailLanguage, renderMail } from '../../core/mail.ts'
import * as contract from './integrations.contract.ts'
import type { IntegrationKind } from './integrations.contract.ts'
import { sendMail } from './integrations.mail.service.ts'
import { testLines } from './integrations.notice.rules.ts'
import { postLines } from './integrations.notice.service.ts'
import { noteOutcome, readConnected } from './integrations.service.ts'
import type { ChannelSettings, Connected, IntegrationCtx, MailSettings } from './integrations.service.ts'

export type Trial = Connected<MailSettings | ChannelSettings> & {
  asker: { email: string; firstName: string; language: string | null } | null
}

/** What is tried, with whom a mail goes to: nobody else, so that no test is a way to write to strangers. */
export async function readTrial(
  ctx: IntegrationCtx & Ctx<'userAccount'>,
  { vault }: Deps,
  kind: IntegrationKind,
  userId: string | null,
): Promise<Trial> {
  const connected = await readConnected<MailSettings | ChannelSettings>(ctx, vault, kind)
  if (!connected) throw fail.notFound()
  const asker =
    userId === null
      ? undefined
      : await ctx.tx
          .selectFrom('userAccount')
          .select(['email', 'firstName', 'language'])
          .where('companyId', '=', ctx.companyId)
          .where('id', '=', userId)
          .executeTakeFirst()
  if (kind === 'mail' && !asker) throw fail.forbidden('NO_ACCOUNT', 'A test mail goes to whoever asks for it, who needs an account.')
  return { ...connected, asker: asker ?? null }
}

/** Outside of any transaction: the other side may take its time. */
export async function tryOut(deps: Deps, kind: IntegrationKind, { settings, secret, asker }: Trial) {
  const begun = performance.now()
  const problem = kind === 'mail' ? await tryMail() : await tryChannel(kind)
  return { problem, milliseconds: Math.round(performance.now() - begun) }

  async function tryMail() {
    const { email, firstName, language } = asker!
    const data = { name: firstName, host: (settings as MailSettings).host, url: `${deps.appUrl()}/settings/integrations` }
    const mail = await renderMail('integration-test', mailLanguage(language, 'en'), data)
    return sendMail(deps, settings as MailSettings, secret, { to: email, ...mail })
  }

  async function tryChannel(chat: Exclude<IntegrationKind, 'mail'>) {
    return (await postLines(deps, chat, secret ?? '', testLines((settings as ChannelSettings).language))).outcome
  }
}

export async function noteTrial(ctx: IntegrationCtx, kind: IntegrationKind, { problem, milliseconds }: Awaited<ReturnType<typeof tryOut>>) {
  await noteOutcome(ctx, kind, problem)
  const code = problem ?? 'DONE'
  await ctx.emit(contract.integrationTested, { subject: { type: 'company', id: ctx.companyId }, data: { kind, code } })
  return { test: { ok: problem === null, code, message: sentences[code] ?? 'It did not work.', milliseconds } }
}

const sentences: Readonly<Record<string, string>> = {
  DONE: 'It works.',
  ADDRESS_INVALID: 'This is not an address that can be called.',
  ADDRESS_NOT_HTTPS: 'The address must begin with https.',
  ADDRESS_REFUSED: 'This leads into a network that is not public, which is not reached from here.',
  NAME_UNKNOWN: 'No server has this name.',
  NOT_REACHED: 'The server does not take the connection: look at name and port.',
  TIMED_OUT: 'The server did not answer in time: look at name and port.',
  CERTIFICATE: 'The connection is not safe: the certificate or the encryption is not what was expected.',
  REDIRECTED: 'The server sends elsewhere, which is not followed.',
  SIGN_IN_REFUSED: 'The server does not take this user name and password.',
  SENDER_REFUSED: 'The server does not send in the name of this sender.',
  NOT_TAKEN: 'The server was reached and does not take the message.',
}
