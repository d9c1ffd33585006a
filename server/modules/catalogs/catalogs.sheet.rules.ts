/** An item that somebody has, as a cell names it; a level of null is not said. */
export type NamedUse = { readonly name: string; readonly level: number | null }

/** Items in one cell: `English; SQL (4)`, by name. What would be read as a sign of the cell itself is written with a backslash. */
export function usesText(uses: readonly NamedUse[]): string {
  return [...uses]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, level }) => `${name.replaceAll(/[\\;()]/g, '\\$&')}${level === null ? '' : ` (${level})`}`)
    .join('; ')
}

/** The items of such a cell, in its order; null when a level is no number from 1 to 5 or an item has no name. */
export function readUses(text: string): NamedUse[] | null {
  const uses: NamedUse[] = []
  for (const [part] of text.matchAll(/(?:\\.|[^\\;])+/g)) {
    if (part.trim() === '') continue
    const [, escaped = '', level] = /^((?:\\.|[^\\()])*)(?:\(([^()]*)\))?\s*$/.exec(part) ?? []
    const name = escaped.replaceAll(/\\(.)/g, '$1').trim()
    if (name === '' || (level !== undefined && !/^\s*[1-5]\s*$/.test(level))) return null
    uses.push({ name, level: level === undefined ? null : Number(level) })
  }
  return uses
}
