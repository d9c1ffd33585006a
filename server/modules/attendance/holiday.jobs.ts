import { readSettings } from '../../core/access.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { listOpenCompanies } from '../companies/index.ts'
import { followCountries } from './holiday.import.service.ts'

/** Once a month: calendars that follow a country have its public holidays of this year and the next. */
export async function followPublicHolidays(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system)) {
    await deps.door.enterAsSystem(companyId, async (ctx) => {
      const settings = await readSettings(ctx)
      const year = Number(localDateOf(ctx.now, settings.timeZone).slice(0, 4))
      const inCompany = { ...ctx, actor: { ...ctx.actor, settings } }
      await followCountries(inCompany, year)
      await followCountries(inCompany, year + 1)
    })
  }
}
