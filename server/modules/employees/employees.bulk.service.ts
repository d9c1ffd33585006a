import type { FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { oneByOne } from '../../core/one-by-one.ts'
import type * as contract from './employees.bulk.contract.ts'
import { startEmployment } from './employees.employment.service.ts'
import { archiveEmployee } from './employees.lifecycle.service.ts'

type BulkCtx = FullCtx

export async function archivePeople(ctx: BulkCtx, { employeeIds, ...ask }: Body<typeof contract.archivePeople>) {
  const { outcomes: people, done } = await oneByOne(ctx, employeeIds, (id) => archiveEmployee(ctx, id, ask))
  return { people, done }
}

export async function placePeople(ctx: BulkCtx, { employeeIds, ...ask }: Body<typeof contract.placePeople>) {
  const { firstDay: _, reason: _reason, ...terms } = ask
  if (Object.values(terms).every((value) => value === undefined)) {
    throw fail.invalid('VALIDATION_FAILED', 'Nothing is to be changed.', [
      { path: 'body', message: 'names nothing to change', expected: 'departmentId, branchId, managerId or positionId' },
    ])
  }
  const { outcomes: people, done } = await oneByOne(ctx, employeeIds, (id) => startEmployment(ctx, id, ask))
  return { people, done }
}
