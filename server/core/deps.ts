import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { KeyUse } from './api-keys.ts'
import type { CompanyDoor } from './company-door.ts'
import type { ContextMaker } from './context.ts'
import type { Live } from './live.ts'
import type { ErrorLog } from './error-log.ts'
import type { Mailer } from './mail.ts'
import type { Metrics } from './metrics.ts'
import type { Module } from './module.ts'
import type { Outgoing } from './outgoing.ts'
import type { SystemPool } from './system-door.ts'
import type { Tokens } from './tokens.ts'
import type { UsageMeter } from './usage-meter.ts'
import type { Vault } from './vault.ts'

/** What the process holds once; made in `main.ts` or by the tests, handed down, never global. */
export type Deps = {
  readonly config: Config
  readonly clock: () => Date
  readonly door: CompanyDoor
  readonly keyUse: KeyUse
  readonly usage: UsageMeter
  readonly errors: ErrorLog
  readonly system: SystemPool
  readonly tokens: Tokens
  /** Keys what must not be guessed from what is stored. */
  readonly secret: string
  /** Keeps what must be read again, such as the secrets of authenticator apps. */
  readonly vault: Vault
  readonly mailer: Mailer
  /** The only way to where a company says, which may be anywhere. */
  readonly outgoing: Outgoing
  /** Tells open pages that what they show has changed. */
  readonly live: Live
  readonly metrics: Metrics
  readonly log: Logger
  readonly appUrl: () => string
  readonly modules: readonly Module[]
  readonly contexts: ContextMaker
}
