import type { Refusal } from '../../core/refusal.ts'

export type Point = { latitude: number; longitude: number }
/** Where a browser or phone says it is, right to within `accuracyMeters`. */
export type Position = Point & { accuracyMeters: number }
export type FencePlace = Point & { id: string; name: string; radiusMeters: number }
export type FenceVerdict = 'inside' | 'outside' | 'inaccurate' | 'unknown'
export type FenceMode = 'off' | 'flag' | 'refuse'
/** What the fence says of a punch, and the place it was measured from. */
export type Judgement = { verdict: FenceVerdict; place: FencePlace | null; distanceMeters: number | null }

/** The mean radius of the earth (IUGG), in metres. */
const EARTH_METERS = 6_371_008.8

/**
 * The great-circle distance of two points in metres, on a sphere: within 0.6 % of the truth, far less than positions are wrong
 * by at the radii of places. By the haversine formula, which also holds for points that lie close together.
 */
export function distanceMeters(one: Point, other: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const [latitudes, longitudes] = [rad(other.latitude - one.latitude), rad(other.longitude - one.longitude)]
  const h = Math.sin(latitudes / 2) ** 2 + Math.cos(rad(one.latitude)) * Math.cos(rad(other.latitude)) * Math.sin(longitudes / 2) ** 2
  // Rounding may carry opposite points past 1.
  return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(h)))
}

/**
 * Where a punch lies (rules-attendance.md § Geofence): `inside` a place, exactly at its radius too; `outside` of all of them;
 * `inaccurate` where every place that holds it is smaller than the position is exact; `unknown` without a position. Without
 * any place there is no fence: null.
 */
export function judgePosition(position: Position | null, places: readonly FencePlace[]): Judgement | null {
  if (places.length === 0) return null
  if (position === null) return { verdict: 'unknown', place: null, distanceMeters: null }
  const measured = places
    .map((place) => ({ place, distanceMeters: distanceMeters(position, place) }))
    .sort((a, b) => a.distanceMeters - b.distanceMeters)
  const holding = measured.filter(({ place, distanceMeters: meters }) => meters <= place.radiusMeters)
  const exact = holding.find(({ place }) => position.accuracyMeters <= place.radiusMeters)
  if (exact) return { verdict: 'inside', ...exact }
  return holding[0] ? { verdict: 'inaccurate', ...holding[0] } : { verdict: 'outside', ...measured[0]! }
}

/** Why a punch is refused where the company refuses: outside every place, or nowhere at all. What is inexact is only flagged. */
export function refusePosition(mode: FenceMode, { verdict, place, distanceMeters: meters }: Judgement): Refusal | null {
  if (mode !== 'refuse') return null
  if (verdict === 'unknown') {
    return {
      code: 'POSITION_NEEDED',
      message: 'Your company asks where you clock; allow your position to be used.',
      details: { field: 'position' },
    }
  }
  if (verdict !== 'outside') return null
  const details = { field: 'position', place: place!.name, distanceMeters: Math.round(meters!), radiusMeters: place!.radiusMeters }
  return {
    code: 'OUTSIDE_FENCE',
    message: `You are ${metersText(meters!)} from ${place!.name}; you can clock within ${metersText(place!.radiusMeters)} of it.`,
    details,
  }
}

const metersText = (meters: number) => (meters < 1000 ? `${Math.round(meters)} m` : `${(meters / 1000).toFixed(1)} km`)
