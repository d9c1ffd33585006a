import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countryCodes } from '../../server/core/countries.rules.ts'

/** A country by its name in the person's language. */
export function CountrySelect(props: Omit<SelectProps, 'data'>) {
  const { i18n } = useTranslation()
  const data = useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
    const { compare } = new Intl.Collator(i18n.language)
    return countryCodes.map((value) => ({ value, label: names.of(value) ?? value })).toSorted((a, b) => compare(a.label, b.label))
  }, [i18n.language])
  return <Select searchable limit={300} {...props} data={data} />
}
