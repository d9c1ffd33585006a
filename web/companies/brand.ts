import { useSyncExternalStore } from 'react'
import type { Me } from '../auth/me.ts'

export type Brand = Pick<Me['company'], 'name' | 'primaryColor' | 'logoUrl'>

const REMEMBERED = 'muster.brand'
const listeners = new Set<() => void>()
let brand = remembered()

/** The company's name, colour and logo, remembered so that the next start has them at once. */
export function useBrand() {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => brand,
  )
}

export function setBrand({ name, primaryColor, logoUrl }: Brand) {
  if (brand && brand.name === name && brand.primaryColor === primaryColor && brand.logoUrl === logoUrl) return
  brand = { name, primaryColor, logoUrl }
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(brand))
  } catch {
    // Without storage the default accent shows first.
  }
  for (const listener of listeners) listener()
}

function remembered(): Brand | null {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null') as Brand | null
  } catch {
    return null
  }
}
