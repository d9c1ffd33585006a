import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type DataDirLock = {
  /** Tells a second starter where this process can be reached. */
  describe(info: { address: string }): void
  release(): void
}

type Holder = { pid: number; address?: string }

/** A start that loses against a simultaneous one lets go of its shared lock at once, so the winner waits no longer than this. */
const lockTimeoutMs = 500

/** A lock nobody refers to would be garbage-collected, and with it given up. */
const held = new Set<DatabaseSync>()

/**
 * Makes this process the only one on a data directory, until `release()` or the end of the process, however it ends.
 * The operating system holds the lock (SQLite's exclusive file lock), so nothing stale is left by `kill -9`,
 * a reused process id cannot fool it, and of simultaneous starts exactly one wins.
 * Throws a sentence for the person who started the second one.
 */
export function lockDataDir(dir: string): DataDirLock {
  mkdirSync(dir, { recursive: true })
  const holderFile = join(dir, 'running.json')
  const lock = new DatabaseSync(join(dir, 'lock'), { timeout: lockTimeoutMs })
  try {
    lock.exec('begin exclusive')
  } catch (err) {
    lock.close()
    if (!isBusy(err)) throw new Error(`The data directory ${shown(dir)} cannot be locked: ${(err as Error).message}.`, { cause: err })
    throw new Error(alreadyRunning(dir, readHolder(holderFile)), { cause: err })
  }
  held.add(lock)
  const write = (holder: Holder) => replaceFile(holderFile, JSON.stringify(holder))
  write({ pid: process.pid })
  return {
    describe: (info) => write({ pid: process.pid, ...info }),
    release() {
      if (!held.delete(lock)) return
      rmSync(holderFile, { force: true })
      lock.close()
    },
  }
}

/**
 * A secret of 32 random bytes in base64url, made once and kept in the data directory, readable by its owner only.
 * Simultaneous callers get the same one.
 */
export function readOrCreateSecret(dir: string, name: string): string {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, name)
  const existing = readIfThere(file)
  if (existing !== undefined) return checked(existing, file)
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link is refused when the name is taken: whoever links first has made the secret, complete, for everyone.
    linkSync(draft, file)
  } catch (err) {
    if (codeOf(err) !== 'EEXIST') throw err
  } finally {
    rmSync(draft, { force: true })
  }
  return checked(readFileSync(file, 'utf8'), file)
}

function checked(text: string, file: string) {
  const secret = text.trim()
  if (!/^[\w-]{43,}$/.test(secret)) {
    throw new Error(`The secret in ${shown(file)} is damaged; restore it from a backup, or delete the file to have a new one made.`)
  }
  chmodSync(file, 0o600)
  return secret
}

function alreadyRunning(dir: string, holder: Holder | undefined) {
  const who = holder ? ` (process ${[holder.pid, holder.address].filter(Boolean).join(', ')})` : ''
  return `Muster is already running on ${shown(dir)}${who}; stop it or set MUSTER_DATA_DIR.`
}

function readHolder(file: string): Holder | undefined {
  const text = readIfThere(file)
  return text === undefined ? undefined : (JSON.parse(text) as Holder)
}

function replaceFile(file: string, text: string) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}

function readIfThere(file: string) {
  try {
    return readFileSync(file, 'utf8')
  } catch (err) {
    if (codeOf(err) === 'ENOENT') return undefined
    throw err
  }
}

/** SQLITE_BUSY, with or without its extended bits: https://www.sqlite.org/rescode.html#busy */
function isBusy(err: unknown) {
  return err instanceof Error && 'errcode' in err && typeof err.errcode === 'number' && (err.errcode & 0xff) === 5
}

function codeOf(err: unknown) {
  return err instanceof Error && 'code' in err ? err.code : undefined
}

function shown(path: string) {
  const short = relative(process.cwd(), resolve(path))
  return short && !short.startsWith('..') ? short : path
}
