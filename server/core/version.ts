import { fail } from './errors.ts'

/** Refuses a change of a copy that is no longer the current one (api.md § Conventions, Concurrency). */
export function refuseStale(sent: number | undefined, current: number): void {
  if (sent !== undefined && sent !== current) {
    throw fail.conflict('STALE_VERSION', 'Somebody changed this meanwhile; look at it again before you change it.', { current })
  }
}
