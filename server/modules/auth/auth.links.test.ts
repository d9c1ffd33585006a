import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../../tests/database.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { newSecret } from '../../core/tokens.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { changePassword, forgotPassword, login, resetPassword, signup, verifyEmail } from './auth.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const newPassword = 'an even longer phrase'
const hash = await hashPassword(password)
const start = Date.parse('2026-07-29T12:00:00.000Z')
const after = (hours: number, ms = 0) => new Date(start + hours * 3_600_000 + ms).toISOString()

async function account(w: World, more: Record<string, string> = {}) {
  const person = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', person.userId, hash)
  for (const [column, value] of Object.entries(more))
    await w.rows(`update user_account set ${column} = $2 where company_id = $company and id = $1`, person.userId, value)
  return person
}
const mailsTo = async ({ assembly }: World, address: string) => (await assembly.deps.mailer.list(500)).filter(({ to }) => to === address)
const tokenIn = (mail: { text: string } | undefined) => /\?token=([\w.-]+)/.exec(mail!.text)![1]!
/** Asks for a link and returns the token of the newest mail. */
async function linkFor(w: World, email: string) {
  const before = (await mailsTo(w, email)).length
  assert.equal((await w.nobody(forgotPassword, { body: { email } })).status, 202)
  await w.runJobs()
  const mails = await mailsTo(w, email)
  assert.equal(mails.length, before + 1)
  return tokenIn(mails[0])
}
const reset = (w: World, token: string, chosen = newPassword) => w.nobody(resetPassword, { body: { token, password: chosen } })
const canSignIn = async (w: World, email: string, chosen: string) =>
  (await w.nobody(login, { body: { email, password: chosen } })).status === 200

test('the answer to a forgotten password is the same for everybody; a mail comes only where there is an open account', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [known, archived] = [await account(w), await account(w, { status: 'archived' })]
  const unknown = `${newId()}@people.test`
  const domain = w.admin.email.split('@')[1]!
  const asks = [
    { email: known.email },
    { email: known.email, company: domain },
    { email: archived.email },
    { email: unknown },
    { email: unknown, company: domain },
    { email: known.email, company: 'nobody.test' },
    { email: known.email, company: other.admin.email.split('@')[1]! },
  ]
  const bodies = new Set<string>()
  for (const body of asks) bodies.add(JSON.stringify((await w.nobody(forgotPassword, { body })).json))
  assert.deepEqual([...bodies], ['{"success":true,"data":{}}'])
  await w.runJobs()
  assert.deepEqual(
    [(await mailsTo(w, known.email)).length, (await mailsTo(w, archived.email)).length, (await mailsTo(w, unknown)).length],
    [2, 0, 0],
  )
})

test('somebody with accounts at several companies gets one mail for each, that names it', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await account(w)
  await account(other, { email: mei.email })
  await w.nobody(forgotPassword, { body: { email: mei.email.toUpperCase() } })
  await w.runJobs()
  const names = [
    ...(await w.rows<{ name: string }>('select name from company where id = $1', w.companyId)),
    ...(await w.rows<{ name: string }>('select name from company where id = $1', other.companyId)),
  ]
  const subjects = (await mailsTo(w, mei.email)).map(({ subject }) => subject)
  assert.deepEqual(subjects.toSorted(), names.map(({ name }) => `Set a new password for ${name}`).toSorted())
})

test('a link sets the password once, proves the address and ends every session', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  const others = [await signInAs(w.assembly, w.companyId, mei.userId), mei.token]
  const token = await linkFor(w, mei.email)
  assert.equal((await reset(w, token)).status, 200)
  assert.deepEqual([await canSignIn(w, mei.email, password), await canSignIn(w, mei.email, newPassword)], [false, true])
  for (const access of others)
    assert.equal((await w.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${access}` })).status, 401)
  const again = await reset(w, token, 'a third long phrase')
  assert.deepEqual([again.status, again.error.code], [410, 'LINK_EXPIRED'])
  assert.ok(await canSignIn(w, mei.email, newPassword))
  const [row] = await w.rows(
    'select email_verified_at is not null as verified from user_account where company_id = $company and id = $1',
    mei.userId,
  )
  assert.deepEqual(row, { verified: true })
  const [entry] = (await w.admin(listLogs, { query: { kind: 'auth.password-changed' } })).data.entries
  assert.deepEqual([entry?.story, entry?.actorId], ['Mei Chen changed the password', mei.userId])
})

test('of simultaneous uses of one link exactly one counts', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  const token = await linkFor(w, mei.email)
  const phrases = ['the first of four phrases', 'the second of four phrases', 'the third of four phrases', 'the last of four phrases']
  const answers = await Promise.all(phrases.map((phrase) => reset(w, token, phrase)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 410, 410, 410],
  )
  assert.ok(await canSignIn(w, mei.email, phrases[answers.findIndex(({ status }) => status === 200)]!))
})

test('a link works for two hours and not at their end', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const [mei, rina] = [await account(w), await account(w)]
  const [inTime, late] = [await linkFor(w, mei.email), await linkFor(w, rina.email)]
  w.at(after(2, -1))
  assert.equal((await reset(w, inTime)).status, 200)
  w.at(after(2))
  const refused = await reset(w, late)
  assert.deepEqual([refused.status, refused.error.code], [410, 'LINK_EXPIRED'])
  assert.ok(await canSignIn(w, rina.email, password))
})

test('a weak password is refused and the link still works afterwards', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  const token = await linkFor(w, mei.email)
  for (const [weak, status, code] of [
    ['passwordpassword', 422, 'PASSWORD_WEAK'],
    ['aaaaaaaaaaaaaa', 422, 'PASSWORD_WEAK'],
    ['too short', 400, 'VALIDATION_FAILED'],
  ] as const) {
    const refused = await reset(w, token, weak)
    assert.deepEqual([refused.status, refused.error.code], [status, code], weak)
  }
  assert.equal((await w.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${mei.token}` })).status, 200, 'no session ended')
  assert.equal((await reset(w, token)).status, 200)
})

test('a password that was set makes the other links to set one worthless', async (t) => {
  const w = await world(t)
  const [mei, rina] = [await account(w), await account(w)]
  const [first, second] = [await linkFor(w, mei.email), await linkFor(w, mei.email)]
  assert.equal((await reset(w, second)).status, 200)
  assert.equal((await reset(w, first)).status, 410)
  const left = await linkFor(w, rina.email)
  await rina(changePassword, { body: { currentPassword: password, newPassword } })
  assert.equal((await reset(w, left)).status, 410)
})

test('a link is worthless once the account has another address, or is archived', async (t) => {
  const w = await world(t)
  const [mei, rina] = [await account(w), await account(w)]
  const [toOld, toArchived] = [await linkFor(w, mei.email), await linkFor(w, rina.email)]
  await w.rows('update user_account set email = $2 where company_id = $company and id = $1', mei.userId, `${newId()}@people.test`)
  await w.rows("update user_account set status = 'archived' where company_id = $company and id = $1", rina.userId)
  for (const token of [toOld, toArchived]) assert.equal((await reset(w, token)).status, 410)
  const hashes = await w.rows(
    'select password_hash from user_account where company_id = $company and id in ($1, $2)',
    mei.userId,
    rina.userId,
  )
  assert.deepEqual(hashes, [{ password_hash: hash }, { password_hash: hash }])
})

test('what is no link of ours, or a link for something else, is 410 with one body', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await account(w)
  const token = await linkFor(w, mei.email)
  const secret = token.slice(37)
  const bodies = new Set<string>()
  for (const one of [
    'x'.repeat(20),
    `${'-'.repeat(36)}.${secret}`,
    `${other.companyId}.${secret}`,
    `${newId()}.${secret}`,
    `${w.companyId}.${newSecret()}`,
    `${token}x`,
    `${token} `,
  ]) {
    for (const answer of [await reset(w, one), await w.nobody(verifyEmail, { body: { token: one } })]) {
      assert.equal(answer.status, 410, one)
      bodies.add(`${answer.error.code} ${answer.error.message}`)
    }
  }
  assert.equal((await w.nobody(verifyEmail, { body: { token } })).status, 410, 'a link to reset does not verify')
  assert.equal(bodies.size, 1)
  assert.equal((await reset(w, token)).status, 200)
})

test('the token of a link is nowhere but in the mail: no table, no job, no audit entry holds it', async (t) => {
  const w = await world(t)
  const owner = await connect(t, null)
  const [mei, rina] = [await account(w), await account(w)]
  await w.nobody(forgotPassword, { body: { email: rina.email } })
  const jobs = await owner.query<{ payload: string }>(
    "select payload::text as payload from graphile_worker._private_jobs where payload ->> 'email' = $1",
    [rina.email],
  )
  assert.deepEqual(
    jobs.rows.map(({ payload }) => Object.keys(JSON.parse(payload) as object).toSorted()),
    [['company', 'email']],
  )
  const token = await linkFor(w, mei.email)
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'",
  )
  assert.ok(tables.length > 20)
  const hex = Buffer.from(token.slice(37)).toString('hex')
  for (const { name } of tables) {
    const { rows } = await owner.query(`select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0`, [
      token.slice(37),
      hex,
    ])
    assert.equal(rows.length, 0, name)
  }
  assert.equal((await w.rows('select from mail_token where company_id = $company and user_id = $1', mei.userId)).length, 1)
  assert.equal((await reset(w, token)).status, 200)
})

test('the mail speaks the person’s language and says until when the link works, in the company’s zone', async (t) => {
  const w = await world(t, { timeZone: 'Asia/Jakarta' })
  w.at(after(0))
  const mei = await account(w, { language: 'id' })
  await linkFor(w, mei.email)
  const [mail] = await mailsTo(w, mei.email)
  assert.match(mail!.subject, /^Buat kata sandi baru/)
  assert.match(mail!.text, /29 Juli 2026.*21\.00 \(Asia\/Jakarta\)/)
})

test('a new admin confirms the address with the link from the mail, once and within three days', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const addresses = [newId(), newId(), newId()].map((label) => `dewi@${label}.test`) as [string, string, string]
  for (const email of addresses) {
    await w.nobody(signup, {
      body: { companyName: 'Toko Maju', subdomain: `v${email.slice(5, 41)}`, firstName: 'Dewi', lastName: 'Hartono', email, password },
    })
  }
  await w.runJobs()
  const [first, late, moved] = await Promise.all(addresses.map(async (address) => tokenIn((await mailsTo(w, address))[0])))
  assert.equal((await w.nobody(verifyEmail, { body: { token: first! } })).status, 200)
  assert.equal((await w.nobody(verifyEmail, { body: { token: first! } })).status, 410)
  assert.equal((await w.nobody(login, { body: { email: addresses[0], password } })).data.user.emailVerified, true)
  assert.equal((await reset(w, late!)).status, 410, 'it sets no password')
  await w.rows('update user_account set email = $2 where email = $1', addresses[2], `new-${addresses[2]}`)
  assert.equal((await w.nobody(verifyEmail, { body: { token: moved! } })).status, 410, 'it confirms only the address it went to')
  w.at(after(72))
  assert.equal((await w.nobody(verifyEmail, { body: { token: late! } })).status, 410)
  assert.equal((await w.nobody(login, { body: { email: addresses[1], password } })).data.user.emailVerified, false)
})
