import { Button, Group, Pill } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { getPosition } from '../../server/modules/organization/organization.position.contract.ts'
import { q } from '../api.ts'
import { useFieldWords } from '../custom-fields/fields.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { useFormat } from '../ui/format.ts'
import { fullName } from '../ui/person.tsx'
import { conditionsOf, countFilters, withCondition, type PeopleSearch } from './people-search.ts'
import { itemsQuery } from '../catalogs/items.ts'

type Filter = (change: Partial<PeopleSearch>) => void
type Shown = { id: string; text: string; drop: Partial<PeopleSearch> }

/** What narrows the list now, each to be taken away by itself; what has a field beside the search is not said twice. */
export function FilterPills(props: { search: PeopleSearch; fields: readonly CustomField[]; filter: Filter; clear: () => void }) {
  const { t } = useTranslation()
  const pills = usePills(props.search, props.fields)
  if (countFilters(props.search) === 0) return null
  return (
    <Group gap={6} role="group" aria-label={t('people.filtersShown')}>
      {pills.map(({ id, text, drop }) => (
        <Pill
          key={id}
          size="md"
          withRemoveButton
          onRemove={() => props.filter(drop)}
          removeButtonProps={{ 'aria-label': t('people.filter.drop', { filter: text }), tabIndex: 0, 'aria-hidden': false }}
        >
          {text}
        </Pill>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={props.clear}>
        {t('ui.clearFilters')}
      </Button>
    </Group>
  )
}

function usePills(search: PeopleSearch, fields: readonly CustomField[]): Shown[] {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useFieldWords()
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const conditions = conditionsOf(search)
  const { departmentId, below, branchId, positionId, managerId, skillId = [], status = [], contractKind } = search
  const position = useQuery({ ...q(getPosition, { params: { id: positionId ?? '' } }), enabled: positionId !== undefined, retry: false })
  const skills = useQuery({ ...itemsQuery('skill'), enabled: skillId.length > 0 }).data
  const isPerson = (key: string) => fields.some((field) => field.key === key && field.kind === 'person')
  const peopleIds = [...(managerId ? [managerId] : []), ...conditions.filter(({ key }) => isPerson(key)).map(({ value }) => value)]
  const people = useQueries({
    queries: peopleIds.map((id) => ({ ...q(getEmployee, { params: { id } }), retry: false, staleTime: 300_000 })),
  })
  const nameOf = (id: string) => {
    const found = people[peopleIds.indexOf(id)]?.data?.employee
    return found ? fullName(found) : '…'
  }
  const labelOf = (choices: readonly { value: string; label: string }[], id: string) =>
    choices.find((one) => one.value === id)?.label ?? '…'
  const named = (name: string, value: string) => t('people.filter.named', { name, value })
  const range = (name: string, from: string | undefined, to: string | undefined) =>
    from && to
      ? named(name, format.range(from, to))
      : named(name, from ? t('people.filter.since', { day: format.date(from) }) : t('people.filter.until', { day: format.date(to ?? '') }))
  return [
    ...(departmentId
      ? [
          {
            id: 'department',
            text: named(
              t('ui.department'),
              below === 'no'
                ? labelOf(departments, departmentId)
                : t('people.filter.andBelow', { name: labelOf(departments, departmentId) }),
            ),
            drop: { departmentId: undefined, below: undefined },
          },
        ]
      : []),
    ...(branchId ? [{ id: 'branch', text: named(t('people.branch'), labelOf(branches, branchId)), drop: { branchId: undefined } }] : []),
    ...(positionId
      ? [{ id: 'position', text: named(t('people.position'), position.data?.position.title ?? '…'), drop: { positionId: undefined } }]
      : []),
    ...(managerId ? [{ id: 'manager', text: named(t('people.manager'), nameOf(managerId)), drop: { managerId: undefined } }] : []),
    ...status.map((one) => ({
      id: `status ${one}`,
      text: named(t('people.status'), t(`people.state.${one}`)),
      drop: { status: without(status, one) },
    })),
    ...skillId.map((one) => ({
      id: `skill ${one}`,
      text: named(t('people.filter.skill'), skills?.find(({ id }) => id === one)?.name ?? '…'),
      drop: { skillId: without(skillId, one) },
    })),
    ...(contractKind
      ? [{ id: 'contract', text: named(t('people.contractKind'), t(`people.contract.${contractKind}`)), drop: { contractKind: undefined } }]
      : []),
    ...(search.joinedFrom || search.joinedTo
      ? [
          {
            id: 'joined',
            text: range(t('people.joined'), search.joinedFrom, search.joinedTo),
            drop: { joinedFrom: undefined, joinedTo: undefined },
          },
        ]
      : []),
    ...(search.leftFrom || search.leftTo
      ? [{ id: 'left', text: range(t('people.left'), search.leftFrom, search.leftTo), drop: { leftFrom: undefined, leftTo: undefined } }]
      : []),
    ...conditions.map(({ key, operator, value }) => {
      const field = fields.find((one) => one.key === key)
      const said = field ? (field.kind === 'person' ? nameOf(value) : words(field, value)) : value
      return {
        id: `${key}${operator}`,
        text: named(field?.label ?? key, operator === '=' ? said : `${operator === '>=' ? '≥' : '≤'} ${said}`),
        drop: { custom: withCondition(search, key, operator, null) },
      }
    }),
  ]
}

function without<T>(values: readonly T[], value: T) {
  const kept = values.filter((one) => one !== value)
  return kept.length > 0 ? kept : undefined
}
