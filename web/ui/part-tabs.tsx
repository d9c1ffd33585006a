import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState, type LinkProps } from '@tanstack/react-router'

type Part = { readonly to: NonNullable<LinkProps['to']>; readonly label: string }

/** The parts of an area that somebody may use; each is a page of its own, and the one chosen is where the address is. */
export function PartTabs(props: { label: string; parts: readonly Part[] }) {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const chosen = props.parts.findLast(({ to }) => path.startsWith(to))?.to ?? null
  return (
    <Tabs value={chosen} onChange={(value) => void navigate({ to: props.parts.find(({ to }) => to === value)!.to })}>
      <Tabs.List aria-label={props.label} className="tabs-scroll">
        {props.parts.map(({ to, label }) => (
          <Tabs.Tab key={to} value={to} ref={to === chosen ? bringIntoView : null}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}

/** On a phone not all tabs fit: the one that is open is seen. A frame later, because the router puts back what was scrolled to before. */
export function bringIntoView(tab: HTMLButtonElement | null) {
  requestAnimationFrame(() => tab?.scrollIntoView({ inline: 'center', block: 'nearest' }))
}
