import type { TestContext } from 'node:test'
import { newId } from '../../server/core/ids.ts'
import { hashSecret, newSecret } from '../../server/core/tokens.ts'
import { freshPage, openApp } from '../e2e/app.ts'

/** A page of an operator who is signed in with a second factor. */
export async function operatorSignedIn(t: TestContext) {
  const { sql, url } = await openApp()
  const [id, token] = [newId(), `mso_${newSecret()}`]
  await sql(
    `insert into operator (id, email, name, password_hash, totp_confirmed_at) values ('${id}', '${id}@muster.test', 'Olga Operator', 'x', now());
     insert into operator_session (id, operator_id, token_hash, created_at, last_used_at, proved_at, expires_at)
     values ('${newId()}', '${id}', '\\x${hashSecret(token).toString('hex')}', now(), now(), now(), now() + interval '8 hours')`,
  )
  const page = await freshPage(t)
  await page.context().addCookies(
    ['/api/v1/platform', '/api/v1/companies'].map((path) => ({
      name: 'muster_operator',
      value: token,
      domain: new URL(url).hostname,
      path,
    })),
  )
  return { id, page, sql }
}
