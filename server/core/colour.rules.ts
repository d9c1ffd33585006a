export type Rgb = readonly [number, number, number]
export const white: Rgb = [255, 255, 255]
export const black: Rgb = [0, 0, 0]
/** The surface of cards and pages in the dark scheme. */
export const darkSurface = '#1d2025'

/** The parts of `#rrggbb`; null for anything else. */
export function rgbOf(hex: string): Rgb | null {
  const digits = /^#?([0-9a-f]{6})$/i.exec(hex)?.[1]
  if (!digits) return null
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as unknown as Rgb
}

/** `part` of the way from one colour to another, 0 to 1. */
export function mix(from: Rgb, to: Rgb, part: number): Rgb {
  return from.map((value, at) => value + ((to[at] ?? 0) - value) * part) as unknown as Rgb
}

/** The contrast of two colours as a ratio, 1 to 21. Source: WCAG 2.2 § 1.4.3. */
export function contrast(a: Rgb, b: Rgb): number {
  const [one, two] = [luminance(a), luminance(b)]
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
}

function luminance(colour: Rgb) {
  const [red, green, blue] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** How much darker than the colour itself a filled button is. */
export const filledDarker = 0.1
/** How much lighter a link is in the dark scheme. */
export const linkLighter = 0.5

/** What a company's colour is read against in each scheme: white text on a filled button, and a link on the dark surface. */
export function contrastsOf(colour: string): { light: number; dark: number } {
  const rgb = rgbOf(colour) ?? black
  const round = (ratio: number) => Math.floor(ratio * 100) / 100
  return {
    light: round(contrast(mix(rgb, black, filledDarker), white)),
    dark: round(contrast(mix(rgb, white, linkLighter), rgbOf(darkSurface)!)),
  }
}

/** The least contrast of text. Source: WCAG 2.2 § 1.4.3. */
export const leastContrast = 4.5

/** In which schemes a colour cannot be read. */
export function unreadableIn(colour: string): readonly ('light' | 'dark')[] {
  const found = contrastsOf(colour)
  return (['light', 'dark'] as const).filter((scheme) => found[scheme] < leastContrast)
}
