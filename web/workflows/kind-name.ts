import { useTranslation } from 'react-i18next'

/** The kinds of requests that this app has a word for. */
export const kinds = ['leave', 'custom', 'expense', 'time-correction', 'work-location', 'leave-encashment', 'shift-request'] as const

/** What a kind of request is called; one this app has no word for goes by its code. */
export function useKindName() {
  const { t } = useTranslation()
  return (code: string) => {
    const kind = kinds.find((one) => one === code)
    return kind ? t(`workflows.kind.${kind}`) : code
  }
}
