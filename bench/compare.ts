/** Where two answers differ: in what they hold, or, with `onlyShape`, in the names and types of their fields. */
export function differences(one: unknown, other: unknown, onlyShape: boolean, path = 'answer'): string[] {
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(one[key], other[key], onlyShape, `${path}.${key}`))
  }
  if (onlyShape ? typeof one === typeof other && (one === null) === (other === null) : one === other) return []
  return [`  ${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`]
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
