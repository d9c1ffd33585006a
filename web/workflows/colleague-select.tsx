import { listColleagues } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { call } from '../api.ts'
import type { Source } from '../ui/found.tsx'
import { SearchSelect, type SearchProps } from '../ui/search-select.tsx'

type Props = SearchProps & {
  /** Who cannot be chosen. */
  except?: string | null | undefined
}

/** A colleague who has an account, found by typing a name. */
export function ColleagueSelect(props: Props) {
  return <SearchSelect {...props} source={colleagueSource} clearable openOnFocus={false} />
}

const colleagueSource: Source = {
  url: listColleagues.url,
  people: true,
  find: async (asked, signal) => (await call(listColleagues, { query: { ...(asked && { q: asked }) }, signal })).colleagues.map(optionOf),
  async one(userId, signal) {
    const [colleague] = (await call(listColleagues, { query: { userId }, signal })).colleagues
    return colleague ? optionOf(colleague) : { value: userId, label: '…' }
  },
}

const optionOf = ({ id, name, title }: { id: string; name: string; title: string | null }) => ({ value: id, label: name, line: title })
