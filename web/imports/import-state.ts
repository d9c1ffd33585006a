import type { Import } from '../../server/modules/imports/imports.contract.ts'

export const isUnderWay = ({ state }: Pick<Import, 'state'>) => state === 'waiting' || state === 'running'
