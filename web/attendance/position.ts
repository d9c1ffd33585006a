import type { QueryClient } from '@tanstack/react-query'
import type { Body } from '../../server/core/contract.ts'
import type { start } from '../../server/modules/attendance/attendance.contract.ts'
import { getPolicy } from '../../server/modules/attendance/policy.contract.ts'
import { q } from '../api.ts'

type Position = NonNullable<Body<typeof start>['position']>

/** Whoever waits for the clock waits at most this long for where they are. */
const WAIT_MS = 10_000
/** The last known position is good enough for so long. */
const KNOWN_MS = 30_000

/** Where this browser is, asked for only where the company uses a fence; null where it did not say. */
export async function positionWanted(client: QueryClient): Promise<Position | null | undefined> {
  // Without a network it must fail, not wait for one.
  const { policy } = await client.fetchQuery({ ...q(getPolicy), staleTime: 300_000, networkMode: 'always', retry: false })
  return policy.geofence === 'off' ? undefined : currentPosition()
}

/** Where this browser is; null where it does not say, or the person does not let it. */
export function currentPosition(): Promise<Position | null> {
  return new Promise((resolve) => {
    // Browsers keep it from pages that are not served over HTTPS.
    if (!('geolocation' in navigator)) return resolve(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracyMeters: Math.min(accuracy, 1_000_000) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: KNOWN_MS },
    )
  })
}
