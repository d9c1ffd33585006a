import { Day, event, Type } from '../../core/contract.ts'

/** `what` counts what was erased, such as "people 3, documents 12". */
export const dataErased = event(
  'company.data-erased',
  '{actor} erased what was kept long enough, of before {before}: {what}',
  Type.Object({ before: Day, what: Type.String() }),
)
