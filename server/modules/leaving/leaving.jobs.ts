import type { Deps } from '../../core/deps.ts'
import { readSettings } from '../../core/access.ts'
import { mailLanguage } from '../../core/mail.ts'
import type { Cron, Task } from '../../core/module.ts'
import { runExport } from './leaving.run.service.ts'
import { sweepExports } from './leaving.system.ts'

/** Tells who asked for an archive what became of it. */
async function mailExport(deps: Deps, { companyId = '', exportId = '' }: Readonly<Record<string, string>>) {
  const told = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const [settings, found] = await Promise.all([
      readSettings(ctx),
      ctx.tx
        .selectFrom('companyExport as e')
        .innerJoin('userAccount as u', (join) => join.on('u.companyId', '=', ctx.companyId).onRef('u.id', '=', 'e.askedBy'))
        .innerJoin('company as c', 'c.id', 'e.companyId')
        .select(['e.state', 'e.expiresAt', 'u.email', 'u.firstName', 'u.language', 'c.name as company'])
        .where('e.companyId', '=', ctx.companyId)
        .where('e.id', '=', exportId)
        .where('e.state', 'in', ['done', 'failed'])
        .where('u.status', '=', 'active')
        .executeTakeFirst(),
    ])
    return found && { ...found, spoken: mailLanguage(found.language, settings.language) }
  })
  if (!told) return
  await deps.mailer.send({
    // Where it lies is nobody's business but the installation's own mail server's.
    companyId: null,
    to: told.email,
    template: told.state === 'done' ? 'company-export-ready' : 'company-export-failed',
    language: told.spoken,
    data: {
      name: told.firstName,
      company: told.company,
      until: (told.expiresAt ?? '').slice(0, 10),
      url: `${deps.appUrl()}/settings/leaving`,
    },
  })
}

export const tasks: readonly Task[] = [
  { name: 'export-company', run: runExport },
  { name: 'mail-company-export', run: mailExport },
]
export const crons: readonly Cron[] = [{ name: 'sweep-company-exports', match: '25 * * * *', run: sweepExports }]
