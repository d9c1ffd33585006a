import type { Data } from '../../server/core/contract.ts'
import type { listSubstitutes } from '../../server/modules/workflows/workflows.instance.contract.ts'

export type Substitute = Data<typeof listSubstitutes>['substitutes'][number]

export const substituteColours = { now: 'good', planned: 'info', over: 'gray', ended: 'gray' } as const
