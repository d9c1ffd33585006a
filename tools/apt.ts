import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Whether we may install system packages: root on Debian or one of its children. */
export function canAptInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Installs one Debian package, quietly; throws with what apt said when it fails. */
export function aptInstall(name: string) {
  console.log(`Installing the Debian package ${name}.`)
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', name]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const run = spawnSync('apt-get', ['--quiet', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env })
    if (run.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${run.stdout}${run.stderr}`)
  }
}
