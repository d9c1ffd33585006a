import { SearchSelect, type SearchProps } from '../ui/search-select.tsx'
import { personSource } from './person-source.ts'

type Props = SearchProps & {
  /** The name of who is chosen already, when it is known. */
  knownName?: string | null | undefined
  /** Who cannot be chosen. */
  except?: string | undefined
}

/** One person, found by typing a name. */
export function PersonSelect(props: Props) {
  return <SearchSelect {...props} source={personSource} clearable />
}
