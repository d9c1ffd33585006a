import { asSystem } from '../server/core/system-door.ts'

export const tool = () => console.log(process.env.HOME, asSystem)
