import { ActionIcon, Badge, Group, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { Skills } from './person-skills.tsx'
import { documentKinds, recordKinds, relations, type PersonRecord, type RecordKind } from './records.ts'

const RecordForm = lazy(() => import('./record-form.tsx'))
const DAY_MS = 86_400_000
/** As long before its end as the first reminder goes out. */
const SOON_DAYS = 60

/** What is on record about a person beside their work: whom to call, family, papers, schools, skills. */
export function PersonRecords(props: { employeeId: string; personal: boolean; mayChange: boolean }) {
  const { employeeId, mayChange } = props
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {recordKinds
        .filter((kind) => props.personal || !kind.personal)
        .map((kind) => (
          <Records key={kind.name} employeeId={employeeId} kind={kind} mayChange={mayChange} />
        ))}
      <Skills employeeId={employeeId} mayChange={mayChange} />
    </SimpleGrid>
  )
}

function Records(props: { employeeId: string; kind: RecordKind; mayChange: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { employeeId, kind, mayChange } = props
  const { edit, kind: shown, row } = useRecordsSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const [removed, setRemoved] = useState<PersonRecord | null>(null)
  const records = useQuery({
    ...q(kind.list, { params: { id: employeeId } }),
    select: (data) => (data as Record<string, PersonRecord[]>)[kind.key] ?? [],
  })
  const open = (id?: string) => void navigate({ search: (old) => ({ ...old, edit: 'record', kind: kind.name, row: id }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ edit: _edit, kind: _kind, row: _row, ...old }) => old, ignoreBlocker, replace: true })
  const describe = useDescription()
  return (
    <Section
      title={t(`people.record.title.${kind.name}`)}
      beside={
        mayChange && (
          <ActionIcon variant="default" aria-label={t(`people.record.add.${kind.name}`)} onClick={() => open()}>
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        )
      }
    >
      <Answer query={records} skeleton={<Skeleton h={64} />}>
        {(data) => (
          <>
            {data.length === 0 && (
              <Text size="sm" c="dimmed">
                {t(`people.record.none.${kind.name}`)}
              </Text>
            )}
            <ul className="lines tight">
              {data.map((record) => {
                const { title, line, note } = describe(kind, record)
                return (
                  <li key={record.id}>
                    <Group justify="space-between" wrap="nowrap" align="flex-start">
                      <div style={{ minWidth: 0 }}>
                        <Group gap="xs">
                          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                            {title}
                          </Text>
                          {kind.name === 'documents' && <Expiry day={record['expiresOn']} />}
                        </Group>
                        {line && (
                          <Text size="xs" c="dimmed">
                            {line}
                          </Text>
                        )}
                        {note && <Text size="sm">{note}</Text>}
                      </div>
                      {mayChange && (
                        <RowMenu
                          label={t('organization.moreOf', { name: title })}
                          acts={[
                            { label: t('ui.edit'), icon: IconPencil, act: () => open(record.id) },
                            { label: t('people.record.remove'), icon: IconTrash, color: 'bad', act: () => setRemoved(record) },
                          ]}
                        />
                      )}
                    </Group>
                  </li>
                )
              })}
            </ul>
            <FormDrawer
              opened={mayChange && edit === 'record' && shown === kind.name}
              title={row ? t(`people.record.edit.${kind.name}`) : t(`people.record.add.${kind.name}`)}
              close={() => close()}
            >
              <Suspense>
                <Held current={data.find((one) => one.id === row)} path="/employees/:id/">
                  {(base) => <RecordForm employeeId={employeeId} kind={kind} record={base} close={close} />}
                </Held>
              </Suspense>
            </FormDrawer>
          </>
        )}
      </Answer>
      <Confirm
        opened={removed !== null}
        title={removed ? t('organization.position.removeTitle', { name: describe(kind, removed).title }) : ''}
        text={t('people.record.removeText')}
        act={t('people.record.remove')}
        send={() => call(kind.remove, { params: { id: employeeId, recordId: removed?.id ?? '' } })}
        done={() => {
          setRemoved(null)
          done(t('people.record.removed'))
          void outdate(client, '/employees/:id/')
        }}
        close={() => setRemoved(null)}
      />
    </Section>
  )
}

/** A record in words: its name, a small line, and what was written down with it. */
function useDescription() {
  const { t } = useTranslation()
  const format = useFormat()
  const day = (value: unknown) => (typeof value === 'string' ? format.date(value) : null)
  const joined = (...parts: unknown[]) => parts.filter((part) => part !== null && part !== undefined && part !== '').join(t('ui.dot'))
  return (kind: RecordKind, record: PersonRecord): { title: string; line: string; note?: string } => {
    const text = (name: string) => String(record[name] ?? '')
    switch (kind.name) {
      case 'contacts':
        return { title: text('name'), line: joined(record['relation'], record['phone'], record['email']) }
      case 'dependants': {
        const relation = relations.find((one) => one === record['relation']) ?? 'other'
        return { title: text('name'), line: joined(t(`people.record.relation.${relation}`), day(record['birthDate'])) }
      }
      case 'documents': {
        const of = documentKinds.find((one) => one === record['kind']) ?? 'other'
        const country = record['country'] && format.country(text('country'))
        return {
          title: `${t(`people.record.document.${of}`)} ${text('number')}`,
          line: joined(country, record['expiresOn'] && t('people.record.until', { day: day(record['expiresOn']) })),
          note: text('note'),
        }
      }
      case 'education':
        return {
          title: joined(record['qualification'], record['fieldOfStudy']),
          line: joined(record['institution'], [record['firstYear'], record['lastYear']].filter(Boolean).join('–')),
        }
      default:
        return {
          title: joined(record['title'], record['employer']),
          line: record['lastDay']
            ? t('people.employment.fromTo', { from: day(record['firstDay']) ?? '', to: day(record['lastDay']) ?? '' })
            : t('people.employment.since', { from: day(record['firstDay']) ?? '' }),
          note: text('description'),
        }
    }
  }
}

function Expiry({ day }: { day: string | number | null | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (typeof day !== 'string') return null
  const left = Math.round((Date.parse(day) - Date.parse(format.today())) / DAY_MS)
  if (left > SOON_DAYS) return <Badge color="good">{t('people.record.valid')}</Badge>
  if (left < 0) return <Badge color="bad">{t('people.record.expired')}</Badge>
  return <Badge color="waiting">{t('people.record.expiresIn', { count: left })}</Badge>
}

function useRecordsSearch() {
  return getRouteApi('/_app/people/$id').useSearch()
}
