export const ripe = true
