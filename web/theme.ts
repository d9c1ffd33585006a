import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import { black, contrast, filledDarker, linkLighter, mix, rgbOf, white, type Rgb } from '../server/core/colour.rules.ts'

/** The accent of a company that has none. */
const indigo: MantineColorsTuple = [
  '#edf2ff',
  '#dbe4ff',
  '#bac8ff',
  '#91a7ff',
  '#748ffc',
  '#5c7cfa',
  '#4c6ef5',
  '#4263eb',
  '#3b5bdb',
  '#2f4bc0',
]
const dark: MantineColorsTuple = [
  '#dcdee3',
  '#b6bac3',
  '#9a9fa9',
  '#71767f',
  '#41454d',
  '#34383f',
  '#282b31',
  '#1d2025',
  '#17191d',
  '#111316',
]
/** Status colours; each always comes with a word or an icon. Shade 8 and 9 are readable on white and on their own tint. */
const good: MantineColorsTuple = [
  '#e6fcf5',
  '#c9f5e5',
  '#96ebcd',
  '#63d9b1',
  '#3ecb9c',
  '#1fb886',
  '#0fa877',
  '#0a7f5b',
  '#08704f',
  '#065f44',
]
const waiting: MantineColorsTuple = [
  '#fff6e5',
  '#ffe8c2',
  '#ffd28a',
  '#ffbd54',
  '#fbaa2c',
  '#f08c00',
  '#d97706',
  '#b45f06',
  '#95500a',
  '#7a430d',
]
const bad: MantineColorsTuple = [
  '#fff0f0',
  '#ffe0e0',
  '#ffc4c4',
  '#ff9d9d',
  '#ff7676',
  '#f55252',
  '#e03535',
  '#cf2626',
  '#b51f1f',
  '#961b1b',
]
const info: MantineColorsTuple = [
  '#e7f5ff',
  '#d0ebff',
  '#a5d8ff',
  '#74c0fc',
  '#4dabf7',
  '#339af0',
  '#228be6',
  '#1971c2',
  '#1864ab',
  '#145591',
]

export function themeOf(primaryColor: string | null | undefined) {
  return createTheme({
    primaryColor: 'accent',
    primaryShade: 7,
    colors: { accent: primaryColor ? shadesOf(primaryColor) : indigo, dark, good, waiting, bad, info },
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    headings: {
      fontFamily: "'Inter Variable', system-ui, sans-serif",
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '1.625rem', lineHeight: '1.25' },
        h2: { fontSize: '1.25rem', lineHeight: '1.3' },
        h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      },
    },
    defaultRadius: 'md',
    radius: { md: '8px', lg: '16px' },
    respectReducedMotion: true,
    cursorType: 'pointer',
    black: '#101318',
    components: {
      Card: { defaultProps: { withBorder: true, radius: 'lg', padding: 'lg' } },
      Paper: { defaultProps: { radius: 'lg' } },
      Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } },
      Badge: { defaultProps: { variant: 'light', radius: 'xl' }, styles: { label: { textTransform: 'none', fontWeight: 600 } } },
      Avatar: {
        defaultProps: { color: 'initials', allowedInitialsColors: ['grape', 'cyan', 'orange', 'pink', 'violet', 'teal', 'indigo', 'red'] },
      },
      Skeleton: { defaultProps: { radius: 'md' } },
      Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.28 } }, styles: { title: { fontWeight: 600 } } },
      Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.28 }, radius: 'lg' }, styles: { title: { fontWeight: 600 } } },
      InputWrapper: {
        defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
        styles: { label: { marginBottom: 3 } },
      },
      Menu: { defaultProps: { shadow: 'md' } },
    },
  })
}

/** Mantine's greys for second lines and placeholders are too faint for WCAG AA. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5f6773',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': 'var(--mantine-color-bad-8)',
    '--mantine-color-default-border': '#dfe3e8',
    '--mantine-color-orange-light-color': '#97380a',
    '--mantine-color-teal-light-color': '#066a4b',
    '--muster-line': '#e4e7eb',
    '--muster-soft': '#f7f8fa',
    '--muster-field': '#c9cfd6',
    '--muster-box': '#848c97',
    '--muster-bar': 'var(--mantine-primary-color-2)',
    '--muster-bar-now': 'var(--mantine-primary-color-7)',
    '--muster-selected': 'var(--mantine-primary-color-0)',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a9b4',
    '--mantine-color-placeholder': '#979da8',
    '--mantine-color-error': 'var(--mantine-color-bad-3)',
    '--mantine-color-anchor': 'var(--mantine-primary-color-3)',
    '--mantine-color-default-border': '#3d424a',
    // Mantine's lightest shade looks white: a status would be its word alone.
    '--mantine-color-good-light-color': 'var(--mantine-color-good-3)',
    '--mantine-color-waiting-light-color': 'var(--mantine-color-waiting-3)',
    '--mantine-color-bad-light-color': 'var(--mantine-color-bad-3)',
    '--mantine-color-info-light-color': 'var(--mantine-color-info-3)',
    '--muster-line': '#343940',
    '--muster-soft': '#23262c',
    '--muster-field': '#4d535d',
    '--muster-box': '#7d838d',
    '--muster-bar': 'color-mix(in srgb, var(--mantine-primary-color-7) 45%, var(--mantine-color-body))',
    '--muster-bar-now': 'var(--mantine-primary-color-5)',
    '--muster-selected': 'color-mix(in srgb, var(--mantine-primary-color-7) 22%, var(--mantine-color-body))',
  },
})

/** Above what is refused, so that rounding a shade never falls below it. */
const leastFilled = 4.6

/** Ten shades of a company's colour; from shade 7 on, white text on it has at least 4.5 : 1. */
export function shadesOf(base: string): MantineColorsTuple {
  let colour = rgbOf(base)
  if (!colour) return indigo
  while (contrast(mix(colour, black, filledDarker), white) < leastFilled) colour = mix(colour, black, 0.05)
  const made = colour
  const tints = [0.92, 0.84, 0.68, linkLighter, 0.34, 0.16].map((part) => hexOf(mix(made, white, part)))
  const shades = [0, filledDarker, 0.22, 0.36].map((part) => hexOf(mix(made, black, part)))
  return [...tints, ...shades] as unknown as MantineColorsTuple
}

function hexOf(colour: Rgb) {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}
