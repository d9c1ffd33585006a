import type { Ctx } from '../../core/context.ts'
import { limitCodes } from '../../core/contract.ts'
import type { Data, Feature, Query } from '../../core/contract.ts'
import { addDays, daysBetween } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { readLimits } from '../../core/limits.ts'
import { callsMetric, requestsMetric } from '../../core/usage-meter.ts'
import { readGauges } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import type * as contract from './usage.contract.ts'

type UsageCtx = PlaceCtx & Ctx<'usageDay'>

/** What the company uses now of what it may. */
export async function getUsage(ctx: UsageCtx): Promise<Data<typeof contract.getUsage>> {
  const day = ctx.now.slice(0, 10)
  const [limits, gauges, metered] = await Promise.all([readLimits(ctx), readGauges(ctx), readDays(ctx, day, day)])
  const today = dayOf(day, metered)
  const used = { ...gauges, apiCallsPerDay: today.apiCalls }
  return {
    usage: {
      plan: limits('employees').plan,
      day,
      asOf: ctx.now,
      limits: limitCodes.map((code) => {
        const { limit, decidedBy, wouldAllow } = limits(code)
        return { code, used: used[code], limit, decidedBy, planThatAllows: wouldAllow(limit + 1) }
      }),
      requests: today.requests,
      features: today.features,
    },
  }
}

const mostDays = 366

export async function getUsageHistory(ctx: Ctx<'usageDay'>, ask: Query<typeof contract.getUsageHistory>) {
  const to = ask.to ?? ctx.now.slice(0, 10)
  const from = ask.from ?? addDays(to, -29)
  if (from > to || daysBetween(from, to) >= mostDays) {
    throw fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
      { path: 'querystring.from', message: `is after the last day, or ${mostDays} days or more before it`, expected: `${mostDays} days` },
    ])
  }
  const byDay = Map.groupBy(await readDays(ctx, from, to), ({ day }) => day)
  return { days: [...byDay].map(([day, rows]) => dayOf(day, rows)) }
}

type Metered = { readonly day: string; readonly metric: string; readonly amount: number }

/** The sums of all servers, oldest day first. */
function readDays(ctx: Ctx<'usageDay'>, from: string, to: string): Promise<Metered[]> {
  return ctx.tx
    .selectFrom('usageDay')
    .select(['day', 'metric'])
    .select((eb) => eb.cast<number>(eb.fn.sum('amount'), 'bigint').as('amount'))
    .where('companyId', '=', ctx.companyId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy(['day', 'metric'])
    .orderBy('day')
    .orderBy('metric')
    .execute()
}

function dayOf(day: string, rows: readonly Metered[]) {
  const amountOf = (metric: string) => rows.find((row) => row.metric === metric)?.amount
  const isCounted = rows.some(({ metric }) => metric === 'employees' || metric === 'locations')
  const gauge = (metric: string) => amountOf(metric) ?? (isCounted ? 0 : null)
  return {
    day,
    employees: gauge('employees'),
    storageBytes: gauge('storageBytes'),
    locations: gauge('locations'),
    apiCalls: amountOf(callsMetric) ?? 0,
    requests: amountOf(requestsMetric) ?? 0,
    features: rows
      .filter(({ metric }) => metric.startsWith('feature.'))
      .map(({ metric, amount }) => ({ code: metric.slice('feature.'.length) as Feature, requests: amount })),
  }
}
