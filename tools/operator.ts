import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { newId } from '../server/core/ids.ts'
import { hashPassword } from '../server/modules/auth/index.ts'

/**
 * `npm run operator -- olga@example.com "Olga Operator"`: makes an account of the platform, or, for one that is there, sets a new
 * password and ends what was signed in with the old one. The password is shown this once; the second factor is set up at /operator.
 */
const [email, name] = process.argv.slice(2)
const url = process.env['DATABASE_URL']
if (!url || !email || !/^\S+@\S+$/.test(email) || !name) {
  console.error(
    'DATABASE_URL says which database; after it come the email and the name: npm run operator -- olga@example.com "Olga Operator"',
  )
  process.exit(1)
}
const password = randomBytes(18).toString('base64url')
const client = new pg.Client({ connectionString: url })
await client.connect()
try {
  const { rows } = await client.query<{ id: string }>(
    `insert into operator (id, email, name, password_hash) values ($1, lower($2), $3, $4)
     on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash, archived_at = null returning id`,
    [newId(), email, name, await hashPassword(password)],
  )
  await client.query('update operator_session set ended_at = now() where operator_id = $1 and ended_at is null', [rows[0]!.id])
} finally {
  await client.end()
}
console.log(`${email} signs in at /operator with this password, which is not shown again: ${password}`)
