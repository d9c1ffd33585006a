import { Type } from '../server/core/contract.ts'
import { today } from '../server/core/dates.ts'
import { db } from '../server/core/db.ts' // expect: boundaries(dependencies)
import type { Row } from '../server/core/db.ts' // expect: boundaries(dependencies)
import { pears } from '../server/modules/pears/index.ts' // expect: boundaries(dependencies)
import { listPears } from '../server/modules/pears/pears.contract.ts'
import { ripe } from '../server/modules/pears/pears.rules.ts'
import { eat } from '../server/modules/pears/pears.service.ts' // expect: boundaries(dependencies)
import { tool } from '../tools/tool.ts' // expect: boundaries(dependencies)

export const page = (row: Row) => [Type, today, db, pears, listPears, ripe, eat, tool, row]
