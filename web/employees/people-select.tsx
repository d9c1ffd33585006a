import { SearchMultiSelect, type SearchMultiProps } from '../ui/search-multi-select.tsx'
import { personSource } from './person-source.ts'

/** Several people, each found by typing a name. */
export function PeopleSelect(props: SearchMultiProps) {
  return <SearchMultiSelect {...props} source={personSource} />
}
