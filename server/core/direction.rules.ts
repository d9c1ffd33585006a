/** Letters of the scripts that are read from right to left: Hebrew, Arabic and their like, and the forms they are shown in. */
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u

/**
 * A name as it stands in a sentence: one that is read from the right is set apart (U+2068 to U+2069), so that a figure after it is
 * not drawn to its other side. Others stay as they are. Source: Unicode Standard Annex #9, § 2.4 Explicit Directional Isolates.
 */
export const setApart = (name: string) => (fromRight.test(name) ? `\u2068${name}\u2069` : name)
