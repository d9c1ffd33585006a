/** What a field for date and time holds, of the browser's zone, as an instant. */
export function instantOf(local: string) {
  return new Date(local).toISOString()
}

/** An instant as such a field holds it. */
export function localOf(when: Date) {
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`
  return `${day}T${two(when.getHours())}:${two(when.getMinutes())}`
}
