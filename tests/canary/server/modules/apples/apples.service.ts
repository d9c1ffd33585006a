import { db } from '../../core/db.ts'
import { asSystem } from '../../core/system-door.ts' // expect: boundaries(dependencies)
import { modules } from '../../modules.ts' // expect: boundaries(dependencies)
import { pears } from '../pears/index.ts'
import { listPears } from '../pears/pears.contract.ts' // expect: boundaries(dependencies)
import { eat } from '../pears/pears.service.ts' // expect: boundaries(dependencies)
import type { Pear } from '../pears/pears.service.ts' // expect: boundaries(dependencies)
import { listApples } from './apples.contract.ts'

export const pick = (pear: Pear) => [db, asSystem, modules, pears, listPears, eat, listApples, pear]
