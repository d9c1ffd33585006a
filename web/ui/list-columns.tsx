import { Button, Checkbox, Divider, Popover, Text } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconColumns3 } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A column of a list. Its order of the rows is the server's: `sort` is the field that is asked for. */
export type ListColumn<R, S extends string = string> = {
  readonly key: string
  readonly head: string
  readonly cell: (row: R) => ReactNode
  readonly sort?: S | undefined
  /** What a row is known by: it always stands there, first. */
  readonly fixed?: true
  /** Not shown until somebody wants it. */
  readonly more?: true
  /** Numbers stand at the end of their column. */
  readonly end?: true
}

/** The columns somebody chose of a list, kept in this browser under the list's name. */
export function useColumns<R, S extends string>(name: string, columns: readonly ListColumn<R, S>[]) {
  const [kept, keep] = useLocalStorage<readonly string[] | null>({
    key: `muster.${name}.columns`,
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  return useMemo(() => {
    const usual = columns.filter(({ fixed, more }) => !fixed && !more).map(({ key }) => key)
    const chosen = kept ?? usual
    const isShown = (key: string) => chosen.includes(key)
    return {
      shown: columns.filter(({ key, fixed }) => fixed ?? chosen.includes(key)),
      choices: columns.filter(({ fixed }) => !fixed),
      isShown,
      toggle: (key: string) => keep(isShown(key) ? chosen.filter((one) => one !== key) : [...chosen, key]),
      reset: () => keep(null),
    }
  }, [columns, kept, keep])
}
export type ChosenColumns<R, S extends string> = ReturnType<typeof useColumns<R, S>>

/** Which columns the table shows; what a row is known by always stands there. */
export function ColumnChoice<R, S extends string>(props: {
  columns: ChosenColumns<R, S>
  /** Columns of which no more can be chosen. */
  isFull?: (key: string) => boolean
}) {
  const { t } = useTranslation()
  const { choices, isShown, toggle, reset } = props.columns
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" px="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t('people.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} mah={420} style={{ overflowY: 'auto' }} aria-label={t('people.columns')}>
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <Text component="legend" size="xs" c="dimmed" px="sm" pt={6}>
            {t('people.columnsShown')}
          </Text>
          {choices.map(({ key, head }) => (
            <Checkbox
              key={key}
              size="sm"
              label={head}
              checked={isShown(key)}
              disabled={!isShown(key) && props.isFull?.(key) === true}
              onChange={() => toggle(key)}
              py={6}
              px="sm"
            />
          ))}
        </fieldset>
        <Divider my={4} />
        <Button variant="subtle" size="compact-sm" fullWidth onClick={reset}>
          {t('people.columnsUsual')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
