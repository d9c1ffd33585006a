import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'
import { aptInstall, canAptInstall } from './apt.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/**
 * The path of a Chromium for the browser tests: the system's, else the one Playwright has downloaded.
 * When there is neither it is installed, by apt as root on Debian, by Playwright elsewhere.
 */
export async function ensureChromium(): Promise<string> {
  const found = findSystemChromium() ?? findPlaywrightChromium()
  if (found) return found
  if (canAptInstall()) aptInstall('chromium')
  else installByPlaywright()
  const installed = findSystemChromium() ?? findPlaywrightChromium()
  if (!installed)
    throw new Error(`No Chromium was found (looked for ${names.join(', ')}) and installing one did not help; install one by hand.`)
  return installed
}

function findSystemChromium() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)))
  return [...onPath, ...(process.platform === 'darwin' ? macPaths : [])].find((path) => existsSync(path))
}

function findPlaywrightChromium() {
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

function installByPlaywright() {
  const cli = join(import.meta.dirname, '../node_modules/playwright/cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('Playwright could not install Chromium; see above, or install Chromium by hand.')
}
