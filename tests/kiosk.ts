import assert from 'node:assert/strict'
import { createKiosk, setPin } from '../server/modules/attendance/kiosk.contract.ts'
import { listBranches } from '../server/modules/organization/organization.branch.contract.ts'
import type { Client } from './world.ts'

/** A tablet, and a PIN for it. */
export async function keepKiosk(boss: Client, marker: string) {
  const { branches } = (await boss(listBranches)).data
  assert.equal((await boss(createKiosk, { body: { name: `${marker} kiosk`, branchId: branches[0]!.id } })).status, 201)
  assert.equal((await boss(setPin, { body: { pin: '2580' } })).status, 200)
}
