import { useTranslation } from 'react-i18next'

/** Those that have a word of their own. */
export const known = ['leave', 'custom', 'expense', 'time-correction', 'work-location', 'leave-encashment', 'shift-request'] as const

/** What a kind of request is called; one this app has no word for goes by its code. */
export function useKindName() {
  const { t } = useTranslation()
  return (code: string) => {
    const kind = known.find((one) => one === code)
    return kind ? t(`workflows.kind.${kind}`) : code
  }
}
