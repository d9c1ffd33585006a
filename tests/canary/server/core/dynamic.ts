export { eat } from '../modules/pears/pears.service.ts' // expect: boundaries(dependencies)
export const later = () => import('../modules/pears/index.ts') // expect: boundaries(dependencies)
