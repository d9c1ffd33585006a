import { useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react'

/** As small and as large as it becomes, and by how much at a time. */
const [least, most, step] = [0.25, 2, 1.25]
/** How far a pressed mouse moves before it drags instead of clicking. */
const dragsAfter = 5

/** Where to scroll to when everything becomes `ratio` times as large, so that what lies at a point of the window stays there. */
export const scrollHolding = (scroll: number, at: number, ratio: number) => (scroll + at) * ratio - at

type Extent = { readonly width: number; readonly height: number }

/** The largest size at which all of it is seen, never larger than life. */
export function scaleToFit(whole: Extent, window: Extent) {
  return within(Math.min(1, window.width / whole.width, window.height / whole.height))
}

const within = (scale: number) => Math.min(most, Math.max(least, scale))

/** A surface that is larger than its window: the mouse drags it, two fingers or the wheel with Ctrl change its size. Scrolling is the browser's. */
export function useCanvas(port: RefObject<HTMLDivElement | null>, surface: RefObject<HTMLDivElement | null>) {
  const [scale, setScale] = useState(1)
  const now = useRef(1)

  /** The point is one of the screen; without it the middle of the window stays. */
  const zoomTo = (wanted: number, point?: { x: number; y: number }) => {
    const [box, content] = [port.current, surface.current]
    const to = within(wanted)
    const ratio = to / now.current
    if (!box || !content || ratio === 1) return
    const frame = box.getBoundingClientRect()
    const [x, y] = point ? [point.x - frame.left, point.y - frame.top] : [frame.width / 2, frame.height / 2]
    // From right to left scrolling counts from the right, downwards from nought.
    const isFromRight = getComputedStyle(box).direction === 'rtl'
    const [start, top] = [Math.abs(box.scrollLeft), box.scrollTop]
    content.style.setProperty('zoom', String(to))
    const left = scrollHolding(start, isFromRight ? frame.width - x : x, ratio)
    box.scrollTo(isFromRight ? -left : left, scrollHolding(top, y, ratio))
    now.current = to
    setScale(to)
  }
  const by = (ratio: number) => zoomTo(now.current * ratio)
  const fit = () => {
    const [box, content] = [port.current, surface.current]
    if (!box || !content) return
    const window = { width: box.clientWidth - 4, height: box.clientHeight - 4 }
    // Twice: a line of one pixel becomes no thinner, so that a chart made smaller is a little wider than it should be.
    for (let round = 0; round < 2; round += 1) {
      const { width, height } = content.getBoundingClientRect()
      zoomTo(scaleToFit({ width: width / now.current, height: height / now.current }, window))
    }
    box.scrollTo(0, 0)
  }

  useGestures(port, now, zoomTo)
  return { scale, larger: () => by(step), smaller: () => by(1 / step), fit, dragging: useDragging(port) }
}

/** Listened to by hand: React's listeners may not keep the browser from making the whole page larger. */
function useGestures(
  port: RefObject<HTMLDivElement | null>,
  now: RefObject<number>,
  zoomTo: (scale: number, point: { x: number; y: number }) => void,
) {
  const latest = useRef(zoomTo)
  useEffect(() => {
    latest.current = zoomTo
  })
  useEffect(() => {
    const box = port.current!
    let pinch: { apart: number; scale: number } | undefined
    const wheel = (event: WheelEvent) => {
      // What a touch pad is pinched by comes as a wheel with Ctrl, too.
      if (!event.ctrlKey) return
      event.preventDefault()
      latest.current(now.current * Math.exp(-event.deltaY / 200), { x: event.clientX, y: event.clientY })
    }
    const touch = (event: TouchEvent) => {
      const [one, other] = event.touches
      if (!one || !other) {
        pinch = undefined
        return
      }
      event.preventDefault()
      const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
      pinch ??= { apart, scale: now.current }
      const middle = { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 }
      latest.current(pinch.scale * (apart / pinch.apart), middle)
    }
    const stop = new AbortController()
    const listening = { passive: false, signal: stop.signal }
    box.addEventListener('wheel', wheel, listening)
    for (const kind of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) box.addEventListener(kind, touch, listening)
    return () => stop.abort()
  }, [port, now])
}

/** Fingers scroll by themselves; a mouse has to be helped. What was dragged is not clicked. */
function useDragging(port: RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | null>(null)
  const hasMoved = useRef(false)
  const end = () => {
    from.current = null
    delete port.current?.dataset['dragged']
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      hasMoved.current = false
      if (event.pointerType !== 'mouse' || event.button !== 0 || !port.current) return
      from.current = { x: event.clientX, y: event.clientY, left: port.current.scrollLeft, top: port.current.scrollTop }
    },
    onPointerMove: (event: PointerEvent) => {
      const [start, box] = [from.current, port.current]
      if (!start || !box) return
      const [x, y] = [event.clientX - start.x, event.clientY - start.y]
      if (!hasMoved.current && Math.hypot(x, y) < dragsAfter) return
      if (!hasMoved.current) box.setPointerCapture(event.pointerId)
      hasMoved.current = true
      box.dataset['dragged'] = ''
      box.scrollTo(start.left - x, start.top - y)
    },
    onPointerUp: end,
    onPointerCancel: end,
    onClickCapture: (event: MouseEvent) => {
      if (!hasMoved.current) return
      event.preventDefault()
      event.stopPropagation()
    },
    // A link would be taken along by its address.
    onDragStart: (event: { preventDefault: () => void }) => event.preventDefault(),
  }
}
