import assert from 'node:assert/strict'
import { join } from 'node:path'
import { buildWeb } from '../../tools/build-web.ts'
import { placeOfTests, query, serve } from './server.ts'

/** What all browser tests stand on: the built web app, and a database named by the caller with the demo data in it. */
const name = process.argv[2]
assert(name, 'prepare.ts needs the name of the database for the demo data')
const { cluster, dir } = placeOfTests()
await buildWeb()
await query(cluster, `create database ${name}`)
const server = await serve(cluster, name, join(dir, name))
await server.stop()
