import { getUser, listUsers } from '../../server/modules/users/users.contract.ts'
import { call } from '../api.ts'
import type { Source } from '../ui/found.tsx'
import { fullName } from '../ui/person.tsx'

const optionOf = (one: { id: string; firstName: string; lastName: string; email: string }) => ({
  value: one.id,
  label: fullName(one),
  line: one.email,
})

/** Accounts that can be signed in with. */
export const userSource: Source = {
  url: listUsers.url,
  people: true,
  async find(asked, signal) {
    const { users } = await call(listUsers, { query: { limit: 20, status: 'active', ...(asked && { q: asked }) }, signal })
    return users.map(optionOf)
  },
  async one(id, signal) {
    return optionOf((await call(getUser, { params: { id }, signal })).user)
  },
}
