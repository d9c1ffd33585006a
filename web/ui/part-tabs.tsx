import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState, type LinkProps } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

type Part = { readonly to: NonNullable<LinkProps['to']>; readonly label: string }

/** The parts of an area that somebody may use; each is a page of its own, and the one chosen is where the address is. */
export function PartTabs(props: { label: string; parts: readonly Part[] }) {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const chosen = props.parts.findLast(({ to }) => path.startsWith(to))?.to ?? null
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a phone not all of them fit: the one that is open is seen.
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [chosen])
  return (
    <Tabs value={chosen} onChange={(value) => void navigate({ to: props.parts.find(({ to }) => to === value)!.to })}>
      <Tabs.List ref={list} aria-label={props.label} className="tabs-scroll">
        {props.parts.map(({ to, label }) => (
          <Tabs.Tab key={to} value={to}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}
