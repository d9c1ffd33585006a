import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { me } from '../../server/modules/auth/auth.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { q } from '../api.ts'
import { formatOf, localeOf, type Choices, type Format } from './formats.ts'

export type { Format }

/** Formats as the person chose, else as their company does, else as the browser's locale has it. Formatting is done nowhere else. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const known: Data<typeof me> | undefined = useQueryClient().getQueryData(q(me).queryKey)
  const zone = known?.settings.timeZone ?? browserZone()
  const ownZone = known?.user.timeZone ?? zone
  const clock = known?.settings.timeFormat ?? null
  const dates = known?.user.dateFormat ?? known?.settings.dateFormat ?? null
  const { language } = i18n
  return useMemo(
    () => remembered({ locale: localeOf(language, navigator.languages, dates), zone, ownZone, hereZone: browserZone(), clock, dates }),
    [language, zone, ownZone, clock, dates],
  )
}

export function browserZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What the browser's language says of the country, such as the GB of en-GB. */
export const browserCountry = () => new Intl.Locale(navigator.language).region ?? null

export const zones = () => Intl.supportedValuesOf('timeZone')
export const currencies = () => Intl.supportedValuesOf('currency')

/** Every row of a list asks for the same one. */
let last: { key: string; format: Format } | undefined
function remembered(choices: Choices) {
  const key = JSON.stringify(choices)
  if (last?.key !== key) last = { key, format: formatOf(choices) }
  return last.format
}
