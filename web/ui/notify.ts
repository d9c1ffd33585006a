// What shows notices is fetched after the first screen, which has none.
export type Notice = { message: string; color: 'good' | 'bad'; autoClose: number; withBorder: boolean }

let host: () => Promise<(notice: Notice) => unknown> = () => Promise.reject(new Error('No host'))

/** Where `NoticeHost` says how it is brought up. */
export function hostNotices(bringUp: typeof host) {
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
  try {
    const tell = await host()
    tell({ message, color, autoClose, withBorder: true })
  } catch {
    // A server that cannot be reached cannot send what would say so; the page itself shows that it is gone.
  }
}
