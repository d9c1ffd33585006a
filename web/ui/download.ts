const RELEASE_AFTER_MS = 60_000

/** Hands a file to the browser, which asks or keeps it as it does with every download. */
export function saveFile(file: Blob, name: string) {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // A download that has only begun still reads from the address.
  setTimeout(() => URL.revokeObjectURL(address), RELEASE_AFTER_MS)
}
