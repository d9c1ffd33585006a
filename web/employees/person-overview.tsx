import { Anchor, Button, SimpleGrid } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { getCustomValues } from '../../server/modules/custom-fields/custom-fields.value.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import type { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { CustomValue } from '../custom-fields/custom-value.tsx'
import { shownOf, useCustomFields } from '../custom-fields/fields.ts'
import { Facts } from '../ui/facts.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

const CustomForm = lazy(() => import('./custom-form.tsx'))
const route = getRouteApi('/_app/people/$id')
/** Which groups of custom fields stand in which part of the page. */
const partOf = { public: 'work', team: 'work', personal: 'personal', pay: 'pay' } as const satisfies Record<
  CustomField['fieldGroup'],
  string
>
type Part = (typeof partOf)[CustomField['fieldGroup']]

export const genders = ['female', 'male', 'other', 'undisclosed'] as const
export const maritals = ['single', 'married', 'partnered', 'divorced', 'widowed'] as const

export function PersonOverview({ employee }: { employee: Data<typeof getEmployee>['employee'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { personal, team, pay } = employee
  const seesChart = can(useMe(), 'employee.read')
  const { edit, row } = route.useSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const fields = shownOf(useCustomFields(), employee)
  const values = useQuery({ ...q(getCustomValues, { params: { id: employee.id } }), enabled: fields.length > 0 }).data?.values
  const within = (part: Part) => fields.filter(({ fieldGroup }) => partOf[fieldGroup] === part)
  const custom = (part: Part) =>
    within(part).map((field) => {
      const value = values?.[field.key]
      return [field.label, value === undefined ? undefined : <CustomValue employeeId={employee.id} field={field} value={value} />] as const
    })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ edit: _edit, row: _row, ...old }) => old, ignoreBlocker, replace: true })
  const mayEdit = employee.can.update && employee.status !== 'archived'
  const editOf = (part: Part, title: string) =>
    mayEdit &&
    within(part).length > 0 && (
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPencil size={14} aria-hidden />}
        aria-label={t('people.custom.editOf', { title })}
        onClick={() => void navigate({ search: (old) => ({ ...old, edit: 'custom' as const, row: part }) })}
      >
        {t('people.custom.edit')}
      </Button>
    )
  const edited = mayEdit && edit === 'custom' && values !== undefined ? within(isPart(row) ? row : 'work') : []
  return (
    <SimpleGrid cols={{ base: 1, md: personal ? 2 : 1 }} spacing="md">
      <FormDrawer opened={edited.length > 0} title={t('people.custom.title')} close={() => close()}>
        <Suspense>
          <CustomForm employeeId={employee.id} fields={edited} values={values ?? {}} close={close} />
        </Suspense>
      </FormDrawer>
      <Section title={t('people.work')} beside={editOf('work', t('people.work'))}>
        <Facts
          facts={[
            [t('people.number'), employee.employeeNumber],
            [
              t('people.email'),
              employee.email && (
                <Anchor href={`mailto:${employee.email}`} inherit>
                  {employee.email}
                </Anchor>
              ),
            ],
            ...(employee.preferredName ? [[t('people.preferredName'), employee.preferredName] as const] : []),
            ...(employee.workPhone
              ? [
                  [
                    t('people.workPhone'),
                    <bdi key="work-phone" dir="ltr">
                      {employee.workPhone}
                    </bdi>,
                  ] as const,
                ]
              : []),
            [t('people.position'), employee.positionTitle],
            [t('ui.department'), employee.departmentName],
            [t('people.branch'), employee.branchName],
            [
              t('people.manager'),
              employee.managerId && (
                <AnchorLink to="/people/$id" params={{ id: employee.managerId }} inherit>
                  {employee.managerName}
                </AnchorLink>
              ),
            ],
            ...(seesChart && employee.status !== 'left' && employee.status !== 'archived'
              ? [
                  [
                    t('people.chart'),
                    <AnchorLink key="chart" to="/organization/chart" search={{ person: employee.id }} inherit>
                      {t('people.inChart')}
                    </AnchorLink>,
                  ] as const,
                ]
              : []),
            [t('people.joined'), format.date(employee.joinedOn)],
            ...(team?.contractKind
              ? [
                  [
                    t('people.contractKind'),
                    [
                      t(`people.contract.${team.contractKind}`),
                      team.weeklyHours && t('people.hoursAWeek', { hours: format.number(team.weeklyHours) }),
                    ]
                      .filter(Boolean)
                      .join(t('ui.dot')),
                  ] as const,
                ]
              : []),
            ...(team?.noticeOn ? [[t('people.noticeOn'), format.date(team.noticeOn)] as const] : []),
            ...(employee.leftOn
              ? [[employee.leftOn >= format.today() ? t('people.lastDay') : t('people.left'), format.date(employee.leftOn)] as const]
              : []),
            ...(team?.leavingReason ? [[t('people.leavingReason'), team.leavingReason] as const] : []),
            ...custom('work'),
          ]}
        />
      </Section>
      {personal && (
        <Section title={t('people.personal')} beside={editOf('personal', t('people.personal'))}>
          <Facts
            facts={[
              [t('people.phone'), personal.phone && <bdi dir="ltr">{personal.phone}</bdi>],
              [t('people.birthDate'), personal.birthDate && format.date(personal.birthDate)],
              [t('people.personalEmail'), personal.personalEmail],
              [t('people.address'), personal.address],
              ...(personal.gender && isOneOf(genders, personal.gender)
                ? [[t('people.gender'), t(`people.genders.${personal.gender}`)] as const]
                : []),
              ...(personal.nationality ? [[t('people.nationality'), format.country(personal.nationality)] as const] : []),
              ...(personal.maritalStatus && isOneOf(maritals, personal.maritalStatus)
                ? [[t('people.maritalStatus'), t(`people.maritals.${personal.maritalStatus}`)] as const]
                : []),
              ...custom('personal'),
            ]}
          />
        </Section>
      )}
      {pay && (
        <Section title={t('people.pay')} beside={editOf('pay', t('people.pay'))}>
          <Facts
            facts={[
              [t('people.salaryRef'), pay.salaryRef],
              [t('people.bankName'), pay.bankName],
              [t('people.bankAccount'), pay.bankAccount],
              [t('people.taxNumber'), pay.taxNumber],
              ...custom('pay'),
            ]}
          />
        </Section>
      )}
    </SimpleGrid>
  )
}

function isOneOf<W extends string>(words: readonly W[], word: string): word is W {
  return words.some((one) => one === word)
}

function isPart(word: string | undefined): word is Part {
  return word === 'work' || word === 'personal' || word === 'pay'
}
