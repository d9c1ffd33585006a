import { migrate } from '../server/core/migrate.ts'

const url = process.env['DATABASE_URL']
if (!url) {
  console.error('DATABASE_URL says which database to migrate; it is not set.')
  process.exit(1)
}
const applied = await migrate(url)
console.log(applied.length ? `Applied ${applied.join(', ')}.` : 'Nothing to apply: the database is up to date.')
