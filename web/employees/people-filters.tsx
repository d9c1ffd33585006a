import { Button, Checkbox, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { employeeStatuses } from '../../server/modules/employees/employees.contract.ts'
import { contractKinds } from '../../server/modules/employees/employees.list.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { PositionSelect } from '../organization/position-select.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { conditionsOf, withCondition, type Condition, type PeopleSearch } from './people-search.ts'
import { PersonSelect } from './person-select.tsx'
import { itemsQuery } from '../catalogs/items.ts'

type Filter = (change: Partial<PeopleSearch>) => void

/** Every way the directory can be narrowed; each is in the address as soon as it is chosen. */
export default function PeopleFilters(props: {
  search: PeopleSearch
  fields: readonly CustomField[]
  filter: Filter
  clear: () => void
  close: () => void
  count: number | undefined
}) {
  const { t } = useTranslation()
  const me = useMe()
  const { search, filter } = props
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const skills = useQuery(itemsQuery('skill')).data
  const choice = {
    clearable: true,
    searchable: true,
    openOnFocus: false,
    limit: 100,
    nothingFoundMessage: t('ui.nothingFound'),
    clearButtonProps: { 'aria-label': t('ui.clear') },
  }
  const organization = can(me, 'organization.read')
  return (
    <Stack>
      {organization && (
        <>
          <Stack gap={6}>
            <Select
              {...choice}
              label={t('ui.department')}
              data={departments}
              value={search.departmentId ?? null}
              onChange={(value) => filter({ departmentId: value ?? undefined })}
              data-autofocus
            />
            <Checkbox
              size="sm"
              label={t('people.filter.below')}
              checked={search.below !== 'no'}
              disabled={!search.departmentId}
              onChange={(event) => filter({ below: event.currentTarget.checked ? undefined : 'no' })}
            />
          </Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              {...choice}
              label={t('people.branch')}
              data={branches}
              value={search.branchId ?? null}
              onChange={(value) => filter({ branchId: value ?? undefined })}
            />
            <PositionSelect
              label={t('people.position')}
              openOnFocus={false}
              value={search.positionId ?? null}
              onChange={(value) => filter({ positionId: value ?? undefined })}
            />
          </SimpleGrid>
        </>
      )}
      <PersonSelect
        label={t('people.manager')}
        openOnFocus={false}
        value={search.managerId ?? null}
        onChange={(value) => filter({ managerId: value ?? undefined })}
      />
      <MultiSelect
        label={t('people.status')}
        description={t('people.filter.statusHint')}
        data={employeeStatuses.map((value) => ({ value, label: t(`people.state.${value}`) }))}
        value={search.status ?? []}
        onChange={(values) => filter({ status: listed(employeeStatuses.filter((one) => values.includes(one))) })}
        openOnFocus={false}
        clearable
        clearButtonProps={{ 'aria-label': t('ui.clear') }}
      />
      {skills && (
        <MultiSelect
          {...choice}
          label={t('people.filter.skills')}
          description={t('people.filter.skillsHint')}
          data={skills.map((one) => ({ value: one.id, label: one.name }))}
          value={search.skillId ?? []}
          maxValues={5}
          onChange={(values) => filter({ skillId: listed(values) })}
        />
      )}
      {can(me, 'employee.read-team') && (
        <Select
          {...choice}
          searchable={false}
          label={t('people.contractKind')}
          data={contractKinds.map((value) => ({ value, label: t(`people.contract.${value}`) }))}
          value={search.contractKind ?? null}
          onChange={(value) => filter({ contractKind: contractKinds.find((one) => one === value) })}
        />
      )}
      <Days label={t('people.filter.joined')} from="joinedFrom" to="joinedTo" search={search} filter={filter} />
      <Days label={t('people.filter.left')} from="leftFrom" to="leftTo" search={search} filter={filter} />
      {props.fields.map((field) => (
        <FieldFilter key={field.id} field={field} search={search} filter={filter} />
      ))}
      <Group justify="flex-end" gap="sm" className="form-foot">
        <Button variant="default" onClick={props.clear}>
          {t('ui.clearFilters')}
        </Button>
        <Button onClick={props.close}>{props.count === undefined ? t('ui.close') : t('people.filter.show', { count: props.count })}</Button>
      </Group>
    </Stack>
  )
}

function Days(props: { label: string; from: 'joinedFrom' | 'leftFrom'; to: 'joinedTo' | 'leftTo'; search: PeopleSearch; filter: Filter }) {
  const { label, from, to, search, filter } = props
  return (
    <Range
      label={label}
      kind="date"
      from={search[from] ?? ''}
      to={search[to] ?? ''}
      onFrom={(value) => filter({ [from]: value || undefined })}
      onTo={(value) => filter({ [to]: value || undefined })}
    />
  )
}

/** A custom field: the same for text, choices and people, a range for numbers and dates. */
function FieldFilter(props: { field: CustomField; search: PeopleSearch; filter: Filter }) {
  const { t } = useTranslation()
  const { field, search, filter } = props
  const conditions = conditionsOf(search)
  const valueOf = (operator: Condition['operator']) =>
    conditions.find((one) => one.key === field.key && one.operator === operator)?.value ?? ''
  const set = (operator: Condition['operator']) => (value: string | null) =>
    filter({ custom: withCondition(search, field.key, operator, value) })
  switch (field.kind) {
    case 'choice':
      return (
        <Select
          label={field.label}
          data={(field.rules.choices ?? []).map(({ key, label }) => ({ value: key, label }))}
          value={valueOf('=') || null}
          onChange={set('=')}
          openOnFocus={false}
          clearable
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
        />
      )
    case 'person':
      return <PersonSelect label={field.label} openOnFocus={false} value={valueOf('=') || null} onChange={set('=')} />
    case 'number':
    case 'date':
      return (
        <Range
          label={field.label}
          kind={field.kind === 'date' ? 'date' : 'number'}
          from={valueOf('>=')}
          to={valueOf('<=')}
          onFrom={set('>=')}
          onTo={set('<=')}
        />
      )
    case 'text':
      return <Written label={field.label} value={valueOf('=')} onChange={set('=')} />
    default:
      return null
  }
}

function Range(props: {
  label: string
  kind: 'date' | 'number'
  from: string
  to: string
  onFrom: (value: string) => void
  onTo: (value: string) => void
}) {
  const { t } = useTranslation()
  const { label, kind } = props
  const Field = kind === 'date' ? Dated : Written
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0}>
        {label}
      </Text>
      <SimpleGrid cols={2}>
        <Field label={t('people.filter.fromOf', { label })} shows={t('people.filter.from')} value={props.from} onChange={props.onFrom} />
        <Field label={t('people.filter.toOf', { label })} shows={t('people.filter.to')} value={props.to} onChange={props.onTo} />
      </SimpleGrid>
    </fieldset>
  )
}

function Dated(props: { label: string; shows: string; value: string; onChange: (value: string) => void }) {
  const { label, shows, value, onChange } = props
  return <DayInput aria-label={label} description={shows} inputWrapperOrder={['description', 'input']} value={value} onChange={onChange} />
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** Writes the address once typing pauses; half a number is not written. */
function Written(props: { label: string; shows?: string; value: string; onChange: (value: string) => void }) {
  const { label, shows, onChange } = props
  const [text, setText] = useState(props.value)
  const [told, setTold] = useState(props.value)
  const [seen, setSeen] = useState(props.value)
  const tell = useDebouncedCallback((value: string) => {
    setTold(value)
    onChange(value)
  }, 300)
  // Cleared from elsewhere; what is being typed is not written over.
  if (props.value !== seen) {
    setSeen(props.value)
    if (props.value !== told) setText(props.value)
  }
  return (
    <TextInput
      {...(shows ? { 'aria-label': label, description: shows, inputWrapperOrder: ['description', 'input'] as const } : { label })}
      inputMode={shows ? 'decimal' : undefined}
      maxLength={200}
      value={text}
      onChange={(event) => {
        const value = event.currentTarget.value
        setText(value)
        const sent = shows ? value.trim().replace(',', '.') : value.trim()
        if (sent === '' || !shows || NUMBER.test(sent)) tell(sent)
      }}
    />
  )
}

function listed<T>(values: T[]) {
  return values.length > 0 ? values : undefined
}
