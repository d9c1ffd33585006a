export const stateColours = { draft: 'waiting', active: 'good', inactive: 'gray', archived: 'gray' } as const
