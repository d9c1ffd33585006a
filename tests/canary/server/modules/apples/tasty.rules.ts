import { readFileSync } from 'node:fs' // expect: boundaries(dependencies)
import { Decimal } from 'decimal.js'
import { sql } from 'kysely' // expect: boundaries(dependencies)
import { Type } from '../../core/contract.ts' // expect: boundaries(dependencies)
import { today } from '../../core/dates.ts'
import { db } from '../../core/db.ts' // expect: boundaries(dependencies)
import type { Row } from '../../core/db.ts'
import { ripe } from '../pears/pears.rules.ts'
import { pears } from '../pears/index.ts' // expect: boundaries(dependencies)

export const tasty = (row: Row) => [readFileSync, Decimal, sql, Type, today, db, ripe, pears, row]
