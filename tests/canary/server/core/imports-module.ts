import { pears } from '../modules/pears/index.ts' // expect: boundaries(dependencies)
import { eat } from '../modules/pears/pears.service.ts' // expect: boundaries(dependencies)
import { modules } from '../modules.ts' // expect: boundaries(dependencies)

export const all = [pears, eat, modules]
