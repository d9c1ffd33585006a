import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, type Icon } from '@tabler/icons-react'

export type RowAct = { label: string; icon: Icon; act: () => void; color?: string }

/** What may be done to one row of a list; nothing when nothing may. */
export function RowMenu(props: { label: string; acts: readonly (RowAct | false | undefined)[] }) {
  const acts = props.acts.filter((act) => act !== false && act !== undefined)
  if (acts.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={props.label}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map((act) => (
          <Menu.Item
            key={act.label}
            leftSection={<act.icon size={16} aria-hidden />}
            onClick={act.act}
            {...(act.color && { color: act.color })}
          >
            {act.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
