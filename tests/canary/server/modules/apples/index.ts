import { pick } from './apples.service.ts'

export const apples = pick
