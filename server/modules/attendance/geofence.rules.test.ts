import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distanceMeters, judgePosition, refusePosition } from './geofence.rules.ts'
import type { FencePlace } from './geofence.rules.ts'

const point = (latitude: number, longitude: number) => ({ latitude, longitude })
const place = (name: string, latitude: number, longitude: number, radiusMeters: number): FencePlace => ({
  id: name,
  name,
  latitude,
  longitude,
  radiusMeters,
})

test('great-circle distances are those that are known', () => {
  const cases: [string, ReturnType<typeof point>, ReturnType<typeof point>, number, number][] = [
    ['one degree of the equator', point(0, 0), point(0, 1), 111_195.08, 0.1],
    ['one degree of a meridian', point(50, 7), point(51, 7), 111_195.08, 0.1],
    ['pole to pole', point(90, 0), point(-90, 0), 20_015_114.4, 1],
    ['opposite points', point(0, 0), point(0, 180), 20_015_114.4, 1],
    ['across the date line', point(0, 179.5), point(0, -179.5), 111_195.08, 0.1],
    ['Nashville to Los Angeles', point(36.12, -86.67), point(33.94, -118.4), 2_886_448, 10],
    ['Paris to London', point(48.8566, 2.3522), point(51.5074, -0.1278), 343_557, 100],
    ['a hundred metres north', point(-6.2, 106.8), point(-6.2 + 100 / 111_195.08, 106.8), 100, 0.01],
    ['the same point', point(-6.2, 106.8), point(-6.2, 106.8), 0, 0],
  ]
  for (const [name, one, other, expected, within] of cases) {
    const meters = distanceMeters(one, other)
    assert(Math.abs(meters - expected) <= within, `${name}: ${meters}`)
  }
})

test('a distance is the same both ways, never negative and at most half around the earth', () => {
  const anywhere = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  fc.assert(
    fc.property(anywhere, anywhere, (one, other) => {
      const meters = distanceMeters(one, other)
      return meters >= 0 && meters <= 20_015_115 && Math.abs(meters - distanceMeters(other, one)) < 0.001
    }),
  )
})

test('a punch is inside up to the radius, outside beyond, and inaccurate where the position is wider than the place', () => {
  const degree = 111_195.08
  const [office, depot] = [place('office', 0, 0, 100), place('depot', 0, 0.01, 500)]
  const at = (meters: number, accuracyMeters = 10) => ({ ...point(0, meters / degree), accuracyMeters })
  const cases: [string, Parameters<typeof judgePosition>, unknown][] = [
    ['no place is no fence', [at(5000), []], undefined],
    ['nowhere', [null, [office]], 'unknown'],
    ['near', [at(99.9), [office]], 'inside office'],
    ['beyond', [at(100.1), [office]], 'outside office'],
    ['exact enough', [at(50, 100), [office]], 'inside office'],
    ['not exact enough', [at(50, 101), [office]], 'inaccurate office'],
    ['outside and not exact', [at(250, 5000), [office]], 'outside office'],
    ['one of several', [at(1112), [office, depot]], 'inside depot'],
    ['the nearest is named', [at(400), [office, depot]], 'outside office'],
    ['a larger place takes it', [at(90, 300), [office, place('campus', 0, 0.005, 1000)]], 'inside campus'],
  ]
  for (const [name, args, expected] of cases) {
    const found = judgePosition(...args)
    assert.equal(found ? [found.verdict, found.place?.name].filter(Boolean).join(' ') : undefined, expected, name)
  }
})

test('only who refuses refuses, and only what lies outside or nowhere', () => {
  const office = place('Office', 0, 0, 100)
  const of = (verdict: 'inside' | 'outside' | 'inaccurate') => ({ verdict, place: office, distanceMeters: 1234.4 })
  const unknown = { verdict: 'unknown', place: null, distanceMeters: null } as const
  for (const judged of [of('outside'), unknown]) assert.equal(refusePosition('flag', judged), null)
  for (const judged of [of('inside'), of('inaccurate')]) assert.equal(refusePosition('refuse', judged), null)
  assert.equal(refusePosition('refuse', unknown)?.code, 'POSITION_NEEDED')
  assert.deepEqual(refusePosition('refuse', of('outside')), {
    code: 'OUTSIDE_FENCE',
    message: 'You are 1.2 km from Office; you can clock within 100 m of it.',
    details: { field: 'position', place: 'Office', distanceMeters: 1234, radiusMeters: 100 },
  })
})
