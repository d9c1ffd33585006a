// What shows notices is fetched with the first notice: the first screen has none.
let host: (() => void) | null = null

/** Where `NoticeHost` says how it is brought up. */
export function hostNotices(bringUp: () => void) {
  host = bringUp
}

/** Says that something was done; read out by screen readers. */
export function done(message: string) {
  void show(message, 'good', 5000)
}

export function failed(message: string, requestId?: string | null) {
  void show(requestId ? `${message} (${requestId})` : message, 'bad', 10_000)
}

async function show(message: string, color: 'good' | 'bad', autoClose: number) {
  host?.()
  const { notifications } = await import('@mantine/notifications')
  notifications.show({ message, color, autoClose, withBorder: true })
}
