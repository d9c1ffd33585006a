import { pino } from 'pino'
import type { Logger } from 'pino'

/** The process's log: one JSON line per event. What could carry a secret is cut before it is written. */
export function makeLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: timeOfLine,
    redact: {
      paths: [
        'password',
        '*.password',
        'newPassword',
        '*.newPassword',
        'currentPassword',
        '*.currentPassword',
        'token',
        '*.token',
        'refreshToken',
        '*.refreshToken',
        'accessToken',
        '*.accessToken',
        'authorization',
        '*.authorization',
        'cookie',
        '*.cookie',
        '*.headers.authorization',
        '*.headers.cookie',
        '*.headers["x-api-key"]',
        '*.headers["set-cookie"]',
      ],
      censor: '***',
    },
  }
  return destination
    ? pino(options, destination)
    : pino(options, pino.destination({ fd: 1, sync: false, minLength: 4096, periodicFlush: 1_000 }))
}

const writtenWithinMs = 500

/**
 * Fulfilled once everything said so far is written, or cannot be: whoever read it may be gone. Before the process is ended, because
 * what is left then is written without waiting, which pino's stream tries for ever when nobody reads (sonic-boom 4.2).
 */
export function linesWritten(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, writtenWithinMs)
    log.flush(() => resolve())
  })
}

let [writtenMs, written] = [0, '']

/** The instant as ISO 8601; many lines are of one millisecond, and writing it takes longer than all else of a line. */
function timeOfLine() {
  const now = Date.now()
  if (now !== writtenMs) [writtenMs, written] = [now, `,"time":"${new Date(now).toISOString()}"`]
  return written
}

/** A URL as it may be logged: links from mails carry a token in their query, or, for invitations, in their path. */
export const loggedUrl = (url: string) => (url.includes('?') || url.includes('/invitation') ? withoutSecrets(url) : url)

const withoutSecrets = (url: string) =>
  url.replace(/([?&](?:token|code|key)=)[^&]*/gi, '$1***').replace(/(\/invitations?\/(?:token\/)?)[^/?]*[.%][^/?]*/gi, '$1***')

/** The same log for lines of fixed fields that cannot carry a secret: looking for them takes longer than writing the line. */
export const withoutRedaction = (log: Logger): Logger => log.child({}, { redact: [] })
