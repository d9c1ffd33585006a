import assert from 'node:assert/strict'
import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { createKiosk, openKiosk, punchKiosk, setPin } from '../server/modules/attendance/kiosk.contract.ts'
import { createBranch } from '../server/modules/organization/organization.branch.contract.ts'
import type { Client, World } from './world.ts'

export const noon = '2026-03-02T12:00:00.000Z'
export const pin = '2580'

/** A branch with a tablet and somebody who chose a PIN. */
export async function setUp(w: World) {
  w.at(noon)
  const { branch } = (
    await w.admin(createBranch, {
      body: { code: `B${Math.random().toString(36).slice(2, 8).toUpperCase()}`, name: 'Plant', kind: 'office' },
    })
  ).data
  const mei = await w.as(['attendance.clock', 'attendance.read:own'], { firstName: 'Mei', lastName: 'Tan', branchId: branch.id })
  assert.equal((await mei(setPin, { body: { pin } })).status, 200)
  const made = await w.admin(createKiosk, { body: { name: 'Entrance', branchId: branch.id } })
  assert.equal(made.status, 201, JSON.stringify(made.json))
  const token = made.data.url.split('#')[1]!
  const { publicKey } = (await w.nobody(openKiosk, { body: { token } })).data
  return { branch, mei, token, publicKey, kioskId: made.data.kiosk.id }
}

/** Whoever presses says who they are by a PIN, this one when none is given, or by a code. */
type Press = { act: string; at: string } & ({ employeeId: string; pin?: string } | { code: string })
export function seal(publicKey: string, press: Press) {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  const bytes = Buffer.from(JSON.stringify('code' in press ? press : { pin, ...press }))
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, bytes).toString('base64')
}
export async function send(w: World, { token, publicKey }: { token: string; publicKey: string }, ...presses: Press[]) {
  const punches = presses.map((press, index) => ({ id: String(index), sealed: seal(publicKey, press) }))
  const answer = await w.nobody(punchKiosk, { body: { token, punches } })
  assert.equal(answer.status, 200, JSON.stringify(answer.json))
  return answer.data.outcomes
}
export const entriesOf = (w: World, { employeeId }: Client) =>
  w.rows<{ kind: string; source: string }>(
    'select kind, source from attendance_entry where company_id = $company and employee_id = $1 order by at',
    employeeId,
  )
