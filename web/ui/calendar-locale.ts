import dayjs from 'dayjs'
import { useEffect, useState } from 'react'

const extra: Record<string, () => Promise<unknown>> = {
  id: () => import('dayjs/locale/id'),
  ar: () => import('dayjs/locale/ar'),
}

/** The calendar's month and weekday names; English is built in, others are fetched when needed. */
export function useCalendarLocale(language: string) {
  const [, arrived] = useState('')
  const known = dayjs.Ls[language] !== undefined
  useEffect(() => {
    if (!known) void extra[language]?.().then(() => arrived(language))
  }, [language, known])
  return known ? language : 'en'
}
