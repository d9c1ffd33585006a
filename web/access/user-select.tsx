import { SearchSelect, type SearchProps } from '../ui/search-select.tsx'
import { userSource } from './user-source.ts'

/** One account, found by typing a name or an address. */
export function UserSelect(props: SearchProps) {
  return <SearchSelect {...props} source={userSource} clearable />
}
