// Apart from the bar, because routes are in the first chunk and what they draw is not.

export const inboxSorts = ['askedAt', '-askedAt', 'dueAt'] as const

/** What the inbox is asked for. */
export type InboxAsk = { readonly q?: string; readonly kind?: string; readonly sort?: (typeof inboxSorts)[number] }
