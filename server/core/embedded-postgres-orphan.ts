import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const orphanTimeoutMs = 5_000

/** Stops a PostgreSQL on this database whose parent was killed, and clears the traces of one that was killed itself. */
export async function endOrphan(home: string, data: string, log: (line: string) => void) {
  const pidFile = join(data, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  if (runsHere(pid, data)) {
    log(`A PostgreSQL (process ${pid}) is still running on ${data} after the server that started it was killed; it is stopped first.`)
    process.kill(pid, 'SIGINT')
    if (!(await goneWithin(pid, data, orphanTimeoutMs))) {
      process.kill(pid, 'SIGQUIT')
      if (!(await goneWithin(pid, data, orphanTimeoutMs))) {
        throw new Error(`The PostgreSQL (process ${pid}) still running on ${data} does not stop; end it and start again.`)
      }
    }
    return
  }
  // Its backends notice within moments that the postmaster is gone; until then the data is in use.
  for (let waitedMs = 0; process.platform === 'linux' && backendsOn(data).length > 0; waitedMs += 50) {
    if (waitedMs >= orphanTimeoutMs) {
      throw new Error(`Processes of a killed PostgreSQL (${backendsOn(data).join(', ')}) still use ${data}; end them and start again.`)
    }
    await delay(50)
  }
  // PostgreSQL refuses to start when the process id in its files now belongs to some other process of the same user.
  if (isAlive(pid)) rmSync(pidFile, { force: true })
  rmSync(join(home, 'run'), { recursive: true, force: true })
}

async function goneWithin(pid: number, data: string, timeoutMs: number) {
  for (let waitedMs = 0; runsHere(pid, data); waitedMs += 50) {
    if (waitedMs >= timeoutMs) return false
    await delay(50)
  }
  return true
}

/** Whether this process is PostgreSQL on this very database: a process id alone may have been given to another process since. */
function runsHere(pid: number, data: string) {
  if (!(pid > 1)) return false
  if (process.platform === 'linux') return worksIn(pid) === data
  if (process.platform === 'win32') return false
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${data} `)
  } catch {
    return false
  }
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function backendsOn(data: string) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && worksIn(Number(name)) === data)
}

/** PostgreSQL's processes all work in the directory of their database. Undefined for dead ones, zombies too. */
function worksIn(pid: number) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
