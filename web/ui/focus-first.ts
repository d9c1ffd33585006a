const fields = 'input:not([type=hidden], [type=file], :disabled), textarea:not(:disabled), select:not(:disabled)'
const loading = '.mantine-Skeleton-root, [aria-busy=true]'

/**
 * The ref of what holds a form that opens over the page: whatever asks for it (`data-autofocus`), else the first field, else the way out has
 * the focus, also where the form's script or its data come late.
 */
export function focusFirst(body: HTMLElement | null) {
  if (!body) return undefined
  const first = firstOf(body)
  if (first) {
    // What opens it looks for this once it is open.
    first.setAttribute('data-autofocus', '')
    return undefined
  }
  const watch = new MutationObserver(() => {
    const late = firstOf(body)
    if (!late) return
    watch.disconnect()
    // Whoever has gone on meanwhile stays where they are.
    if (!body.contains(document.activeElement)) late.focus()
  })
  watch.observe(body, { childList: true, subtree: true })
  return () => watch.disconnect()
}

function firstOf(body: HTMLElement): HTMLElement | null {
  const asks = body.querySelector<HTMLElement>('[data-autofocus]')
  if (asks) return asks
  if (body.querySelector(loading)) return null
  const field = body.querySelector<HTMLElement>(fields)
  if (field instanceof HTMLInputElement && field.type === 'radio')
    return body.querySelector<HTMLElement>(`input[type=radio][name="${CSS.escape(field.name)}"]:checked`) ?? field
  return field ?? body.querySelector<HTMLElement>('.form-foot button')
}
