export const Type = {}
export type Contract = { url: string }
