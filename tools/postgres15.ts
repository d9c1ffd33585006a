import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { idsOf, placeOf, privateDir, removeEmbeddedPostgres } from '../server/core/embedded-postgres-place.ts'
import { aptInstall, canAptInstall } from './apt.ts'

const bin = '/usr/lib/postgresql/15/bin'

/** The directory of PostgreSQL 15's programs, the oldest version Muster runs on; installed by apt as root on Debian. */
export function ensurePostgres15(): string {
  if (existsSync(join(bin, 'initdb'))) return bin
  if (!canAptInstall()) throw new Error(`PostgreSQL 15 is not in ${bin}; install the Debian package postgresql-15.`)
  const hadCluster = existsSync('/etc/postgresql/15/main')
  aptInstall('postgresql-15')
  // The package makes and starts a database of its own, which nobody here asked for.
  if (!hadCluster && existsSync('/etc/postgresql/15/main')) {
    const { status, stderr } = spawnSync('pg_dropcluster', ['--stop', '15', 'main'], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`The database that the package postgresql-15 made could not be removed: ${stderr}`)
  }
  return bin
}

/** Starts PostgreSQL 15 on a new, empty database in `dir` for tests; `stop` removes it. */
export function startPostgres15({ dir }: { dir: string }): { url: string; stop(): void } {
  const programs = ensurePostgres15()
  const { home, runAs } = placeOf(dir)
  const data = join(home, 'data')
  const socketDir = join(home, 'run')
  mkdirSync(home, { recursive: true })
  privateDir(data, runAs)
  privateDir(socketDir, runAs)
  const run = (program: string, args: string[], input = '') => {
    const options = { cwd: '/', input, encoding: 'utf8', env: { LC_ALL: 'C' }, ...idsOf(runAs) } as const
    const { status, stdout, stderr, error } = spawnSync(join(programs, program), args, options)
    if (status !== 0) throw new Error(`${program} of PostgreSQL 15 failed:\n${error?.message ?? stdout + stderr}`)
  }
  run('initdb', [
    '-D',
    data,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ])
  run('postgres', ['--single', '-D', data, 'postgres'], 'create database muster\n')
  const settings = { listen_addresses: '', unix_socket_directories: socketDir, timezone: 'UTC', fsync: 'off', synchronous_commit: 'off' }
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)
  run('pg_ctl', ['-D', data, '-w', '-l', join(data, 'log'), '-o', options.join(' '), 'start'])
  return {
    url: `postgresql://postgres@localhost/muster?host=${encodeURIComponent(socketDir)}`,
    stop() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'fast', 'stop'])
      removeEmbeddedPostgres(dir)
    },
  }
}
