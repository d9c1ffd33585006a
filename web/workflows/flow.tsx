import { ActionIcon, Box, Button, Group, Menu, Stack, Text, UnstyledButton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowsSplit,
  IconBell,
  IconBolt,
  IconGripVertical,
  IconPlus,
  IconQuestionMark,
  IconTrash,
  IconUserCheck,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from './step-form.tsx'
import { moveBy, moveTo, stepKinds, stepsIn, type Step, type StepKind } from './steps.ts'

const icons = {
  approval: IconUserCheck,
  condition: IconQuestionMark,
  action: IconBolt,
  notification: IconBell,
  parallel: IconArrowsSplit,
} as const

type Props = {
  steps: readonly Step[]
  chosen: string | undefined
  faults: readonly Fault[]
  may: boolean
  choose: (key: string) => void
  change: (steps: Step[]) => void
  add: (kind: StepKind, lane: string | undefined) => void
  remove: (key: string) => void
  say: (text: string) => void
}

/** The steps from top to bottom, branches inside their parallel step; dragged into order, or moved with the arrow keys of the handle. */
export function Flow(props: Props & { lane?: string }) {
  const { t } = useTranslation()
  const { steps, lane, may, change, say } = props
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const within = stepsIn(steps, lane)
  const placeOf = (all: readonly Step[], key: string) => stepsIn(all, lane).findIndex((step) => step.key === key) + 1
  const moved = (step: Step, next: Step[]) => {
    change(next)
    say(t('workflows.moved', { name: step.name, at: placeOf(next, step.key), of: within.length }))
  }
  return (
    <Stack gap={0}>
      <Stack component="ol" gap={0} className="flow">
        {within.map((step, nth) => {
          const StepIcon = icons[step.kind]
          const wrong = props.faults.filter((fault) => fault.step === step.key)
          return (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop at; the keys of the handle do the same
            <li
              key={step.key}
              data-over={over === step.key || undefined}
              onDragOver={(event) => {
                if (!dragged || !within.some(({ key }) => key === dragged)) return
                event.preventDefault()
                event.stopPropagation()
                setOver(step.key)
              }}
              onDrop={(event) => {
                event.preventDefault()
                event.stopPropagation()
                const from = within.find(({ key }) => key === dragged)
                if (from && from.key !== step.key) moved(from, moveTo(steps, from.key, step.key))
                setOver(null)
                setDragged(null)
              }}
            >
              {nth > 0 && (
                <Box ta="center" c="dimmed" lh={0} py={4} aria-hidden>
                  <IconArrowDown size={16} />
                </Box>
              )}
              <Box className="flow-step" mod={{ chosen: props.chosen === step.key, wrong: wrong.length > 0 }}>
                <Group wrap="nowrap" gap={4}>
                  {may && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      className="flow-handle"
                      draggable
                      aria-label={t('workflows.move', { name: step.name })}
                      title={t('workflows.moveHint')}
                      onDragStart={(event) => {
                        event.dataTransfer.effectAllowed = 'move'
                        event.dataTransfer.setData('text/plain', step.key)
                        setDragged(step.key)
                      }}
                      onDragEnd={() => {
                        setDragged(null)
                        setOver(null)
                      }}
                      onKeyDown={(event) => {
                        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
                        event.preventDefault()
                        moved(step, moveBy(steps, step.key, event.key === 'ArrowUp' ? -1 : 1))
                      }}
                    >
                      <IconGripVertical size={16} aria-hidden />
                    </ActionIcon>
                  )}
                  <UnstyledButton
                    style={{ flex: 1, minWidth: 0 }}
                    py={6}
                    aria-pressed={props.chosen === step.key}
                    onClick={() => props.choose(step.key)}
                  >
                    <Group gap="sm" wrap="nowrap" miw={0}>
                      <StepIcon size={18} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
                      <Box miw={0}>
                        <Text size="sm" fw={500} truncate>
                          {step.name || t('workflows.step.unnamed')}
                        </Text>
                        <Text size="xs" c="dimmed" truncate>
                          {t(`workflows.stepKind.${step.kind}`)}
                        </Text>
                      </Box>
                    </Group>
                  </UnstyledButton>
                  {wrong.length > 0 && (
                    <Text c="bad" lh={0} title={wrong.map(({ message }) => message).join(' ')}>
                      <IconAlertTriangle size={18} role="img" aria-label={t('workflows.step.faults', { count: wrong.length })} />
                    </Text>
                  )}
                  {may && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('workflows.step.remove', { name: step.name })}
                      onClick={() => props.remove(step.key)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  )}
                </Group>
                {step.kind === 'parallel' && (
                  <div className="flow-branches">
                    {(step.branches ?? []).map((branch) => (
                      <Box key={branch} role="group" aria-label={t('workflows.branch', { branch, name: step.name })}>
                        <Text size="xs" fw={500} c="dimmed" mb={4}>
                          {branch}
                        </Text>
                        <Flow {...props} lane={`${step.key}.${branch}`} />
                      </Box>
                    ))}
                  </div>
                )}
              </Box>
            </li>
          )
        })}
      </Stack>
      {may && <AddStep lane={lane} add={props.add} />}
    </Stack>
  )
}

function AddStep({ lane, add }: { lane: string | undefined; add: Props['add'] }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" mt="xs" leftSection={<IconPlus size={14} aria-hidden />}>
          {lane ? t('workflows.step.addIn', { branch: lane.split('.')[1] ?? '' }) : t('workflows.step.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {stepKinds.map((kind) => {
          const StepIcon = icons[kind]
          return (
            <Menu.Item key={kind} leftSection={<StepIcon size={16} aria-hidden />} onClick={() => add(kind, lane)}>
              {t(`workflows.stepKind.${kind}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
