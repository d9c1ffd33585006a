import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'
import { aptInstall, canAptInstall } from './apt.ts'

/** The shell first: it draws the same without the parts of a browser that nobody sees, in a fifth less of the processor's time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/**
 * The path of a Chromium for the browser tests: the system's, else the one Playwright has downloaded.
 * When there is neither it is installed, by apt as root on Debian, by Playwright elsewhere.
 */
export async function ensureChromium(): Promise<string> {
  const found = findSystemChromium() ?? findPlaywrightChromium()
  if (found) return found
  if (canAptInstall()) installByApt()
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

/** Older releases of Debian have no package of the shell alone. */
function installByApt() {
  try {
    aptInstall('chromium-headless-shell')
  } catch {
    aptInstall('chromium')
  }
}

function installByPlaywright() {
  const cli = join(import.meta.dirname, '../node_modules/playwright/cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('Playwright could not install Chromium; see above, or install Chromium by hand.')
}
