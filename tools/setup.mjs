// Installs what is missing, before anything else can run: built-ins only, and no syntax newer than Node 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const oldestNode = 20
const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = root + 'node_modules/.muster-setup'

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  fail(`Muster needs Node ${oldestNode} or newer to install itself; this is Node ${process.versions.node}.`)
}
const lock = readFileSync(root + 'package-lock.json', 'utf8')
const wanted = createHash('sha256').update(lock).digest('hex')
if (!isStamped()) {
  if (!isInstalled()) install()
  checkNode()
  writeFileSync(stamp, wanted)
}

function isStamped() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

/** Whether node_modules already holds exactly what the lock file says (someone ran npm themselves): then no network is needed. */
function isInstalled() {
  const record = root + 'node_modules/.package-lock.json'
  if (!existsSync(record)) return false
  const want = JSON.parse(lock).packages
  const have = JSON.parse(readFileSync(record, 'utf8')).packages
  const differs = (path) => have[path].version !== want[path]?.version || have[path].integrity !== want[path]?.integrity
  const lacks = (path) => path !== '' && !want[path].optional && !have[path]
  return !Object.keys(have).some(differs) && !Object.keys(want).some(lacks)
}

/**
 * Exactly the versions of the lock file. Not `npm ci`: it refuses a lock file in which packages for other systems are missing,
 * as they are in ours (it was made with a registry mirror that has not all of them), and fetches nothing then.
 */
function install() {
  console.log('Muster: installing packages; this takes a minute the first time.')
  // Warnings would be about the Node that runs npm, which is not the one that runs Muster.
  const code = npm(['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) fail('Muster: the packages could not be installed; see above. This step needs the network.')
}

/** The project's own Node is a package whose install script puts it in place, which settings like ignore-scripts prevent. */
function checkNode() {
  if (ownNodeRuns()) return
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
  if (!ownNodeRuns()) fail('Muster: node_modules/.bin/node does not run; delete node_modules and try again with install scripts allowed.')
}

function ownNodeRuns() {
  const version = JSON.parse(lock).packages['node_modules/node'].version
  const run = spawnSync(root + 'node_modules/.bin/node', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  return run.stdout?.trim() === `v${version}`
}

function npm(args) {
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) fail(`Muster: npm could not be started (${error.message}).`)
  return status
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
