import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { countryCodes } from '../../server/core/countries.rules.ts'
import { useFormat } from './format.ts'

/** A country by its name in the person's language. */
export function CountrySelect(props: Omit<SelectProps, 'data'>) {
  const format = useFormat()
  const data = useMemo(() => format.countries(countryCodes).map(([value, label]) => ({ value, label })), [format])
  return <Select searchable limit={300} {...props} data={data} />
}
