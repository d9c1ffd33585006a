import { readSettings } from '../../core/access.ts'
import type { Deps } from '../../core/deps.ts'
import type { LimitCode } from '../../core/contract.ts'
import { mailLanguage, type MailLanguage } from '../../core/mail.ts'
import type { Cron, Task } from '../../core/module.ts'
import { holdersOfRole } from '../access/index.ts'
import { countGauges } from './usage.system.ts'

/** Tells the admins of a company, each in their language, how much of a limit is used. */
async function mailLimit(deps: Deps, { companyId, code, percent, limit, used }: Readonly<Record<string, string>>) {
  const { people, company, language } = await deps.door.enterAsSystem(companyId!, async (ctx) => {
    const [settings, found, admins] = await Promise.all([
      readSettings(ctx),
      ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
      holdersOfRole(ctx, 'admin'),
    ])
    const accounts = ctx.tx
      .selectFrom('userAccount')
      .select(['email', 'firstName', 'language'])
      .where('companyId', '=', ctx.companyId)
      .where('id', 'in', admins)
    return { people: admins.length > 0 ? await accounts.execute() : [], company: found.name, language: settings.language }
  })
  for (const { email, firstName, language: own } of people) {
    const spoken = mailLanguage(own, language)
    const shown = (amount: string) => amountIn(spoken, code as LimitCode, Number(amount))
    const data = { name: firstName, company, percent, what: names[spoken][code as LimitCode], used: shown(used!), limit: shown(limit!) }
    const template = percent === '100' ? 'limit-reached' : 'limit-near'
    await deps.mailer.send({
      companyId: companyId!,
      to: email,
      template,
      language: spoken,
      data: { ...data, url: `${deps.appUrl()}/settings/usage` },
    })
  }
}

const names: Readonly<Record<MailLanguage, Readonly<Record<LimitCode, string>>>> = {
  en: { employees: 'people', storageBytes: 'storage', locations: 'branches', apiCallsPerDay: 'API calls a day' },
  id: { employees: 'orang', storageBytes: 'penyimpanan', locations: 'cabang', apiCallsPerDay: 'panggilan API per hari' },
}

function amountIn(language: MailLanguage, code: LimitCode, amount: number) {
  if (code !== 'storageBytes') return new Intl.NumberFormat(language).format(amount)
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 2 }).format(amount / 1e9)
}

export const tasks: readonly Task[] = [{ name: 'mail-limit', run: mailLimit }]
/** The last of them stands as the figure of the day. */
export const crons: readonly Cron[] = [{ name: 'count-usage', match: '55 5,11,17,23 * * *', run: countGauges }]
