import { ActionIcon, Text } from '@mantine/core'
import { IconChevronRight, IconGripVertical } from '@tabler/icons-react'
import { useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export type Node = { id: string; name: string; line: ReactNode; children: readonly Node[] }
type Row = { node: Node; level: number; parentId: string | null; at: number; of: number }

/**
 * A tree after the WAI-ARIA pattern: arrows, Home, End, Enter, letters; dragging moves a branch below what it is dropped on.
 * Mantine's own tree says nothing of what is expanded and cannot drop a node on a leaf.
 */
export function Tree(props: {
  label: string
  nodes: readonly Node[]
  selected: string | undefined
  select: (id: string) => void
  expanded: ReadonlySet<string>
  expand: (ids: readonly string[], open: boolean) => void
  /** Absent for who may not move anything; `to` is null for the top. */
  move?: ((id: string, to: string | null) => void) | undefined
}) {
  const { t } = useTranslation()
  const { expanded, expand, move } = props
  const list = useRef<HTMLUListElement>(null)
  const typed = useRef({ letters: '', at: 0 })
  const [focused, setFocused] = useState<string>()
  const [dragged, setDragged] = useState<string>()
  const [over, setOver] = useState<string>()
  const rows = rowsOf(props.nodes)
  // One stop for the Tab key: what had the focus last, else what is selected, else the first.
  const stop = [focused, props.selected].find((id) => rows.some((row) => row.node.id === id)) ?? rows[0]?.node.id

  return (
    <>
      <ul className="tree" role="tree" aria-label={props.label} ref={list}>
        {rows.map((row) => {
          const { node } = row
          const open = expanded.has(node.id)
          const branches = node.children.length > 0
          return (
            <li
              key={node.id}
              role="treeitem"
              aria-level={row.level}
              aria-posinset={row.at}
              aria-setsize={row.of}
              aria-selected={node.id === props.selected}
              {...(branches && { 'aria-expanded': open })}
              data-id={node.id}
              data-over={over === node.id || undefined}
              data-dragged={dragged === node.id || undefined}
              tabIndex={node.id === stop ? 0 : -1}
              style={{ '--level': row.level - 1 } as never}
              onFocus={() => setFocused(node.id)}
              onClick={() => props.select(node.id)}
              onKeyDown={(event) => act(event, row)}
              {...(move && { draggable: true, ...draggable(node.id) })}
            >
              {branches ? (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  tabIndex={-1}
                  aria-hidden
                  className="tree-arrow"
                  mod={{ open }}
                  onClick={(event) => {
                    event.stopPropagation()
                    expand([node.id], !open)
                  }}
                >
                  <IconChevronRight size={16} aria-hidden />
                </ActionIcon>
              ) : (
                <span className="tree-arrow" />
              )}
              <Text size="sm" fw={500} truncate component="span" flex="0 1 auto">
                {node.name}
              </Text>
              <Text size="xs" c="dimmed" component="span" ms="auto" className="numbers" flex="none">
                {node.line}
              </Text>
              {move && (
                <span className="tree-grip" aria-hidden>
                  <IconGripVertical size={14} />
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {move && dragged && (
        <div className="tree-top" data-over={over === 'top' || undefined} {...droppable('top', null)}>
          {t('organization.dropAtTop')}
        </div>
      )}
    </>
  )

  function rowsOf(nodes: readonly Node[], level = 1, parentId: string | null = null): Row[] {
    return nodes.flatMap((node, index) => [
      { node, level, parentId, at: index + 1, of: nodes.length },
      ...(expanded.has(node.id) ? rowsOf(node.children, level + 1, node.id) : []),
    ])
  }

  function focus(id: string | null | undefined) {
    if (id) list.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus()
  }

  function act(event: KeyboardEvent, { node, parentId }: Row) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = rows.findIndex((row) => row.node.id === node.id)
    const open = expanded.has(node.id)
    const closed = !open && node.children.length > 0
    const acts: Record<string, () => void> = {
      ArrowDown: () => focus(rows[at + 1]?.node.id),
      ArrowUp: () => focus(rows[at - 1]?.node.id),
      ArrowRight: () => (closed ? expand([node.id], true) : focus(node.children[0]?.id)),
      ArrowLeft: () => (open && node.children.length > 0 ? expand([node.id], false) : focus(parentId)),
      Home: () => focus(rows[0]?.node.id),
      End: () => focus(rows.at(-1)?.node.id),
      Enter: () => props.select(node.id),
      ' ': () => props.select(node.id),
      '*': () =>
        expand(
          rows.filter((row) => row.parentId === parentId).map((row) => row.node.id),
          true,
        ),
    }
    const doIt = acts[event.key] ?? (event.key.length === 1 ? () => find(event.key, at) : undefined)
    if (!doIt) return
    event.preventDefault()
    event.stopPropagation()
    doIt()
  }

  /** The next row that begins with what is typed within half a second. */
  function find(letter: string, at: number) {
    const now = performance.now()
    const letters = (now - typed.current.at < 500 ? typed.current.letters : '') + letter.toLowerCase()
    typed.current = { letters, at: now }
    const from = letters.length === 1 ? at + 1 : at
    const turned = [...rows.slice(from), ...rows.slice(0, from)]
    focus(turned.find((row) => row.node.name.toLowerCase().startsWith(letters))?.node.id)
  }

  function draggable(id: string) {
    return {
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', id)
        // Chromium gives up dragging when the page changes while it starts.
        setTimeout(() => setDragged(id))
      },
      onDragEnd: () => {
        setDragged(undefined)
        setOver(undefined)
      },
      ...droppable(id, id),
    }
  }

  function droppable(name: string, to: string | null) {
    return {
      onDragOver: (event: DragEvent) => {
        if (!dragged || dragged === to) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
        setOver(name)
      },
      onDragLeave: () => setOver((old) => (old === name ? undefined : old)),
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        setOver(undefined)
        setDragged(undefined)
        if (dragged && dragged !== to) move?.(dragged, to)
      },
    }
  }
}
