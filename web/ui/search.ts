import { isDay } from './days.ts'

// Reading the address: whatever is not well formed is left out.

export function pageOf(search: Record<string, unknown>): { page?: number } {
  return pageNamed(search, 'page')
}

/** The page of one of several lists. */
export function pageNamed<N extends string>(search: Record<string, unknown>, name: N): { [K in N]?: number } {
  const page = Number(search[name])
  return (Number.isInteger(page) && page > 1 ? { [name]: page } : {}) as { [K in N]?: number }
}

export function textOf<N extends string>(search: Record<string, unknown>, name: N): { [K in N]?: string } {
  const value = search[name]
  const text = typeof value === 'number' ? String(value) : value
  return (typeof text === 'string' && text !== '' ? { [name]: text } : {}) as { [K in N]?: string }
}

export function dayOf<N extends string>(search: Record<string, unknown>, name: N): { [K in N]?: string } {
  return (isDay(search[name]) ? { [name]: search[name] } : {}) as { [K in N]?: string }
}

export function wordOf<N extends string, W extends string>(
  search: Record<string, unknown>,
  name: N,
  words: readonly W[],
): { [K in N]?: W } {
  const word = words.find((one) => one === search[name])
  return (word ? { [name]: word } : {}) as { [K in N]?: W }
}

/** Several texts under one name, at most so many; of `words` only, when they are given. */
export function listOf<N extends string, W extends string = string>(
  search: Record<string, unknown>,
  name: N,
  most: number,
  words?: readonly W[],
): { [K in N]?: W[] } {
  const given: unknown[] = [search[name]].flat()
  const fits = (one: unknown): one is W => typeof one === 'string' && one !== '' && (!words || words.some((word) => word === one))
  const list = [...new Set(given.filter(fits))].slice(0, most)
  return (list.length > 0 ? { [name]: list } : {}) as { [K in N]?: W[] }
}

/** The order of a list: one of its fields, or one from its end. */
export function sortOf<F extends string>(search: Record<string, unknown>, fields: readonly F[]): { sort?: F | `-${F}` } {
  return wordOf(
    search,
    'sort',
    fields.flatMap((field) => [field, `-${field}` as const]),
  )
}
