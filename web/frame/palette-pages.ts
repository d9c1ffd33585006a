import { useTranslation } from 'react-i18next'
import { useAccessParts } from '../access/access-tabs.tsx'
import { useTimeParts } from '../attendance/time-tabs.tsx'
import { useMe } from '../auth/me.ts'
import { useSettingsParts } from '../companies/settings-tabs.tsx'
import { useLeaveParts } from '../leave/leave-tabs.tsx'
import { useOrganizationParts } from '../organization/organization-tabs.tsx'
import { useWorkflowParts } from '../workflows/workflow-tabs.tsx'
import { placesOf, type Place } from './places.ts'
import { useDecides } from './waiting.tsx'

/** A page to go to by name; `within` is the area whose part it is, null of an area itself. */
export type PalettePage = { to: string; label: string; within: string | null; icon: Place['icon'] }

/** Every page this person may go to: the areas of the navigation, and what lies within each. */
export function usePalettePages(): PalettePage[] {
  const { t } = useTranslation()
  const partsOf: Partial<Record<Place['name'], readonly { to: string; label: string }[]>> = {
    time: useTimeParts(),
    leave: useLeaveParts(),
    organization: useOrganizationParts(),
    access: useAccessParts(),
    workflows: useWorkflowParts(),
    settings: useSettingsParts(),
  }
  const places = placesOf(useMe(), useDecides())
  const known = new Set<string>(places.map(({ to }) => to))
  return places.flatMap(({ to, name, icon }) => {
    const label = t(`frame.place.${name}`)
    const within = (partsOf[name] ?? []).filter((part) => !known.has(part.to))
    return [{ to, label, within: null, icon }, ...within.map((part) => ({ ...part, within: label, icon }))]
  })
}
