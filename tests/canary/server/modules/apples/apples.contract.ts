import { randomUUID } from 'node:crypto' // expect: boundaries(dependencies)
import { Type as TypeBox } from 'typebox'
import pg from 'pg' // expect: boundaries(dependencies)
import { Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { db } from '../../core/db.ts' // expect: boundaries(dependencies)
import { listPears } from '../pears/pears.contract.ts'
import { eat } from '../pears/pears.service.ts' // expect: boundaries(dependencies)
import { tasty } from './tasty.rules.ts' // expect: boundaries(dependencies)

export const listApples = [randomUUID, TypeBox, pg, Type, db, listPears, eat, tasty] as unknown as Contract
