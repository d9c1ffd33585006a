import { event, Type } from '../../core/contract.ts'

export const limitsDecided = event('company.limits-decided', '{actor} decided limits of the company', Type.Object({}))
