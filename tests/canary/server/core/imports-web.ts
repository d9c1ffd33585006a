import { page } from '../../web/page.ts' // expect: boundaries(dependencies)
import { tool } from '../../tools/tool.ts' // expect: boundaries(dependencies)

export const all = [page, tool]
