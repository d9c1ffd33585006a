export const today = '2026-01-01'
