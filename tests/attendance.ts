import assert from 'node:assert/strict'
import { createKiosk, setPin } from '../server/modules/attendance/kiosk.contract.ts'
import { draftCells } from '../server/modules/attendance/roster-plan.contract.ts'
import { listBranches } from '../server/modules/organization/organization.branch.contract.ts'
import type { Client } from './world.ts'

/** A tablet, and a PIN for it. */
export async function keepKiosk(boss: Client, marker: string) {
  const { branches } = (await boss(listBranches)).data
  assert.equal((await boss(createKiosk, { body: { name: `${marker} kiosk`, branchId: branches[0]!.id } })).status, 201)
  assert.equal((await boss(setPin, { body: { pin: '2580' } })).status, 200)
}

/** A shift that is drafted and not published. */
export async function keepDraft(boss: Client, shiftId: string) {
  const cells = [{ employeeId: boss.employeeId, day: '2020-02-06', plan: 'shift' as const, shiftId }]
  assert.equal((await boss(draftCells, { body: { cells } })).status, 200)
}
