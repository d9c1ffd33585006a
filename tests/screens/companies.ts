import assert from 'node:assert/strict'
import type { Page } from 'playwright'
import { newId } from '../../server/core/ids.ts'
import { hashSecret, newSecret } from '../../server/core/tokens.ts'
import { openApp } from '../e2e/app.ts'
import { timeOfTests } from '../e2e/server.ts'
import { bringIntoUse } from './in-use.ts'
import { addPeople } from './many.ts'
import { idOf, lookAt } from './pages.ts'
import { options } from './take.ts'

/** The demo as it was asked for: of forty people or thousands, whose accounts read the language of this run. */
export async function populate() {
  const { sql } = await openApp()
  lookAt((await idOf("select id from company where subdomain = 'acme'"))!)
  if (options.language !== 'en') await sql(`update user_account set language = '${options.language}'`)
  await bringIntoUse()
  if (options.company === 'many') await addPeople(sql, (await idOf('select $company::uuid as id'))!)
}

/** A company with nobody in it but who opened it. @returns what signs them in */
export async function openCompany() {
  const { url, sql } = await openApp()
  const [email, password] = ['ayu@nusa-kopi.test', 'kuda laut menari 77']
  const founder = { companyName: 'Nusa Kopi', subdomain: 'nusa-kopi', firstName: 'Ayu', lastName: 'Lestari', email, password }
  const answer = await fetch(`${url}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...founder, country: 'ID' }),
  })
  assert(answer.ok, await answer.text())
  lookAt((await idOf("select id from company where subdomain = 'nusa-kopi'"))!)
  await sql(`update user_account set email_verified_at = created_at, language = '${options.language}' where email = '${email}'`)
  return async (page: Page) => {
    const entered = await page.request.post('/api/v1/auth/login', { data: { email, password } })
    assert(entered.ok(), await entered.text())
  }
}

/** Somebody who has signed in to the operators' console. */
export async function openOperator(page: Page) {
  const { url, sql } = await openApp()
  const [id, token, now] = [newId(), `mso_${newSecret()}`, `'${timeOfTests()}'::timestamptz`]
  await sql(
    `insert into operator (id, email, name, password_hash, totp_confirmed_at) values ('${id}', '${id}@muster.test', 'Olga Operator', 'x', ${now});
     insert into operator_session (id, operator_id, token_hash, created_at, last_used_at, proved_at, expires_at)
     values ('${newId()}', '${id}', '\\x${hashSecret(token).toString('hex')}', ${now}, ${now}, ${now}, ${now} + interval '8 hours')`,
  )
  const paths = ['/api/v1/platform', '/api/v1/companies']
  await page.context().addCookies(paths.map((path) => ({ name: 'muster_operator', value: token, domain: new URL(url).hostname, path })))
}
