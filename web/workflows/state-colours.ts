export const stateColours = { draft: 'waiting', active: 'good', inactive: 'gray', archived: 'gray' } as const

/** Of a request on its path. */
export const instanceColours = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
  expired: 'bad',
  cancelled: 'gray',
  stuck: 'bad',
  'failed-action': 'bad',
} as const
