import { readSettings } from '../../core/access.ts'
import type { Deps } from '../../core/deps.ts'
import { mailLanguage } from '../../core/mail.ts'
import type { StoredEvent, Subscriber } from '../../core/module.ts'
import * as mfa from './auth.mfa.contract.ts'
import * as passkey from './auth.passkey.contract.ts'

/** What the mail calls each; every one of them is in its templates. */
const whats = {
  [mfa.totpOn.kind]: 'appAdded',
  [mfa.totpRemoved.kind]: 'appRemoved',
  [mfa.recoveryCodesMade.kind]: 'codesMade',
  [passkey.passkeyRegistered.kind]: 'passkeyAdded',
  [passkey.passkeyRemoved.kind]: 'passkeyRemoved',
}

export const factorSubscriber: Subscriber = {
  name: 'mail-about-factors',
  on: [mfa.totpOn, mfa.totpRemoved, mfa.recoveryCodesMade, passkey.passkeyRegistered, passkey.passkeyRemoved],
  run: mailAboutFactor,
}

/** Tells a person that what they sign in with was changed: whoever did it in their place cannot keep it from them. */
async function mailAboutFactor(deps: Deps, companyId: string, event: StoredEvent) {
  const mail = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const [settings, company, person] = await Promise.all([
      readSettings(ctx),
      ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
      ctx.tx
        .selectFrom('userAccount')
        .select(['email', 'firstName', 'language'])
        .where('companyId', '=', ctx.companyId)
        .where('id', '=', event.subjectId!)
        .where('status', '=', 'active')
        .executeTakeFirst(),
    ])
    return person && { settings, company, person }
  })
  if (!mail) return
  const { settings, company, person } = mail
  const language = mailLanguage(person.language, settings.language)
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: settings.timeZone })
  const said = Object.fromEntries(Object.entries(whats).map(([kind, name]) => [name, kind === event.kind]))
  await deps.mailer.send({
    companyId: null,
    to: person.email,
    template: 'factor-changed',
    language,
    data: {
      ...said,
      name: person.firstName,
      company: company.name,
      passkey: event.data['name'] ?? '',
      at: `${moment.format(new Date(event.at))} (${settings.timeZone})`,
      url: `${deps.appUrl()}/security`,
    },
  })
}
