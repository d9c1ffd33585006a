import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, languages, type Language } from '../i18n.ts'

/** A language is named in itself, so that whoever cannot read the page finds theirs. */
export const ownNames: Readonly<Record<Language, string>> = { en: 'English', id: 'Bahasa Indonesia', ar: 'العربية' }

export function LanguageChoice(props: { onChange?: (language: Language) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('frame.language')}
      value={i18n.language}
      onChange={(value) => {
        const language = languages.find((known) => known === value)
        if (!language) return
        void chooseLanguage(language)
        props.onChange?.(language)
      }}
      data={languages.map((language) => ({ value: language, label: ownNames[language] }))}
    />
  )
}
