import { asSystem } from './core/system-door.ts' // expect: boundaries(dependencies)
import { modules } from './modules.ts'
import { pears } from './modules/pears/index.ts'

console.log(asSystem, modules, pears)
