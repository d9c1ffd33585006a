import { createContext, use, useState } from 'react'

/** The person looked for, after all that stands above them: what is opened, and who is brought into view. */
export type Line = { readonly above: readonly string[]; readonly person: string }

const LineContext = createContext<Line | null>(null)
export const LineProvider = LineContext.Provider

/** Who of a level leads to the person looked for; `parentId` is whose level it is. */
export function useNextOf(parentId: string | undefined) {
  const line = use(LineContext)
  return line ? nextOf(line, parentId) : undefined
}

export function nextOf({ above, person }: Line, parentId: string | undefined) {
  if (parentId === undefined) return above[0] ?? person
  const at = above.indexOf(parentId)
  return at === -1 ? undefined : (above[at + 1] ?? person)
}

/** Whether a card's level is open: as it was pressed last, or because it leads to who is looked for since. */
export function useOpen(id: string, atFirst: boolean) {
  const line = use(LineContext)
  const leads = line?.above.includes(id) ?? false
  const [followed, setFollowed] = useState(line)
  const [state, setState] = useState({ open: atFirst || leads, pressed: false })
  if (followed !== line) {
    setFollowed(line)
    if (leads) setState({ open: true, pressed: false })
  }
  return { ...state, toggle: () => setState(({ open }) => ({ open: !open, pressed: true })) }
}

export const useIsLookedFor = (id: string) => use(LineContext)?.person === id
