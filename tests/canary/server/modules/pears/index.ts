export const pears = 'pears'
