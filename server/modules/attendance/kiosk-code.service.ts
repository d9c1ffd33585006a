import { timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../../core/context.ts'
import type { Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'
import { codeSeconds, readCode, writeCode } from './kiosk-code.rules.ts'
import type { KioskCode } from './kiosk-code.rules.ts'
import type * as contract from './kiosk.contract.ts'
import { ownEmployeeId } from './range.queries.ts'

/** A code of whoever asks; nothing is kept of it until somebody clocks with it. */
export function showCode(ctx: Ctx, vault: Vault): Data<typeof contract.showCode> {
  const [employeeId, shownAt] = [ownEmployeeId(ctx), Date.parse(ctx.now)]
  const mark = markOf(vault, ctx.companyId, { employeeId, shownAt }).toString('hex')
  return { code: writeCode({ employeeId, shownAt, mark }), expiresAt: new Date(shownAt + codeSeconds * 1000).toISOString() }
}

/** What a code says, if this server marked it for this company. */
export function openCode(vault: Vault, companyId: string, text: string): KioskCode | null {
  const code = readCode(text)
  return code && timingSafeEqual(markOf(vault, companyId, code), Buffer.from(code.mark, 'hex')) ? code : null
}

const markBytes = 16

function markOf(vault: Vault, companyId: string, { employeeId, shownAt }: Omit<KioskCode, 'mark'>) {
  return vault.digest(`${employeeId} ${shownAt}`, `kiosk code ${companyId}`).subarray(0, markBytes)
}

/** Uses a code up, and every older one of the person with it: of two at once the second is refused. */
export async function spendCode(ctx: Ctx<'kioskCode'>, { employeeId, shownAt }: KioskCode) {
  const at = new Date(shownAt).toISOString()
  const spent = await ctx.tx
    .insertInto('kioskCode')
    .values({ companyId: ctx.companyId, employeeId, shownAt: at })
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'employeeId'])
        .doUpdateSet({ shownAt: at })
        .where('kioskCode.companyId', '=', ctx.companyId)
        .where('kioskCode.shownAt', '<', at),
    )
    .returning('employeeId')
    .executeTakeFirst()
  if (!spent) throw fail.conflict('CODE_USED', 'This code was used already; show the next one.')
}
