// Letters of their own, which no decomposition turns into the letter that people type for them. The database's `folded` has them too.
const letters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ς: 'σ',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ى: 'ي',
}
const ownLetters = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')
// Accents of Latin, Greek and Cyrillic, vowel points of Arabic and Hebrew. Marks of other scripts are letters.
const accents = new RegExp(
  String.raw`[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7]|[\u0610-\u061a\u064b-\u065f\u0670]|\u0640`,
  'g',
)

/**
 * A text as it is compared when something is looked for: in lower case and without accents (“Zoë Łuczak” as “zoe luczak”).
 * The database says the same with `folded` (migration 0054). Doing it twice changes nothing.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .replace(ownLetters, (letter) => letters[letter]!)
    .normalize('NFC')
}
