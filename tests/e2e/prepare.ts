import assert from 'node:assert/strict'
import { join } from 'node:path'
import { buildWeb } from '../../tools/build-web.ts'
import { ensureChromium } from '../../tools/chromium.ts'
import { loadDemo } from '../../db/demo/load.ts'
import { assembled } from './assembly.ts'
import { password, placeOfTests, query, serve, timeOfTests } from './server.ts'

/** What all browser tests stand on: a browser, the built web app, and a database named by the caller with the demo data in it. */
const name = process.argv[2]
assert(name, 'prepare.ts needs the name of the database for the demo data')
const { cluster, dir } = placeOfTests()
// Here, before there are several of them: two that install it at once are refused by apt.
await ensureChromium()
await buildWeb()
await query(cluster, `create database ${name}`)
if (timeOfTests()) {
  const { deps, close } = await assembled(name, { migrate: true })
  await loadDemo(deps, password)
  await close()
} else {
  const server = await serve(cluster, name, join(dir, name))
  await server.stop()
}
