import { ActionIcon, Button, Fieldset, Group, NumberInput, Select, Stack } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { workflowChoices } from '../../server/modules/workflows/workflows.use.contract.ts'
import { q } from '../api.ts'
import { PositionSelect } from '../organization/position-select.tsx'
import { ColleagueSelect } from './colleague-select.tsx'
import { selectorKinds, type Selector } from './steps.ts'

type Props = { label: string; value: readonly Selector[]; onChange: (value: Selector[]) => void; weighted?: boolean; disabled: boolean }
const MOST = 20

/** Who is asked, told, or asked instead: several ways to find people, each on a line. */
export function SelectorList({ label, value, onChange, weighted, disabled }: Props) {
  const { t } = useTranslation()
  const set = (nth: number, selector: Selector) => onChange(value.map((one, at) => (at === nth ? selector : one)))
  return (
    <Fieldset legend={label} disabled={disabled}>
      <Stack gap="sm">
        {value.map((selector, nth) => (
          <Group key={nth} gap="xs" wrap="nowrap" align="flex-end">
            <div style={{ flex: 1, minWidth: 0 }}>
              <SelectorField value={selector} onChange={(next) => set(nth, next)} nth={nth + 1} of={label} />
            </div>
            {weighted && (
              <NumberInput
                w={84}
                label={t('workflows.step.weight')}
                min={1}
                max={1000}
                allowDecimal={false}
                value={selector.weight ?? 1}
                onChange={(weight) => set(nth, { ...selector, weight: Number(weight) || 1 })}
              />
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              size="input-sm"
              aria-label={t('workflows.step.removeWho', { nth: nth + 1, of: label })}
              onClick={() => onChange(value.filter((_, at) => at !== nth))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {value.length < MOST && (
          <Button
            variant="subtle"
            size="compact-sm"
            style={{ alignSelf: 'start' }}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...value, { by: 'manager' }])}
          >
            {t('workflows.step.addWho')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}

/** One way to find people. */
export function SelectorField(props: { value: Selector; onChange: (value: Selector) => void; nth: number; of: string }) {
  const { t } = useTranslation()
  const { value, onChange } = props
  const choices = useQuery({ ...q(workflowChoices), staleTime: 300_000 })
  const { by } = value
  const keep = value.weight === undefined ? {} : { weight: value.weight }
  const named = { 'aria-label': t('workflows.step.which', { nth: props.nth, of: props.of }), openOnFocus: false }
  const options = (list: readonly { code: string; title: string }[]) => list.map(({ code, title }) => ({ value: code, label: title }))
  return (
    <Group gap="xs" className="who-fields">
      <Select
        aria-label={t('workflows.step.who', { nth: props.nth, of: props.of })}
        allowDeselect={false}
        openOnFocus={false}
        data={selectorKinds.map((kind) => ({ value: kind, label: t(`workflows.who.${kind}`) }))}
        value={by}
        onChange={(next) => onChange({ by: selectorKinds.find((kind) => kind === next) ?? 'manager', ...keep })}
      />
      {by === 'user' && (
        <ColleagueSelect {...named} value={value.id ?? null} onChange={(id) => onChange({ by, ...keep, ...(id && { id }) })} />
      )}
      {by === 'position' && (
        <PositionSelect {...named} value={value.id ?? null} onChange={(id) => onChange({ by, ...keep, ...(id && { id }) })} />
      )}
      {by === 'role' && (
        <Select
          {...named}
          searchable
          data={options(choices.data?.roles ?? [])}
          value={value.code ?? null}
          onChange={(code) => onChange({ by, ...keep, ...(code && { code }) })}
        />
      )}
      {by === 'permission' && (
        <Select
          {...named}
          searchable
          data={options(choices.data?.permissions ?? [])}
          value={value.code ?? null}
          onChange={(code) => onChange({ ...value, by, ...(code && { code }) })}
        />
      )}
      {by === 'manager' && (
        <NumberInput
          aria-label={t('workflows.step.levels', { nth: props.nth, of: props.of })}
          min={1}
          max={10}
          allowDecimal={false}
          prefix={t('workflows.step.upTo')}
          value={value.levels ?? 1}
          onChange={(levels) => onChange({ by, ...keep, levels: Number(levels) || 1 })}
        />
      )}
    </Group>
  )
}
