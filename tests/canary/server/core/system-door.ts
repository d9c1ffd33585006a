export const asSystem = 1
export type SystemPool = { pool: unknown }
