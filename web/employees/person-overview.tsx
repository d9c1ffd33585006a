import { Anchor, SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

export const genders = ['female', 'male', 'other', 'undisclosed'] as const
export const maritals = ['single', 'married', 'partnered', 'divorced', 'widowed'] as const

export function PersonOverview({ employee }: { employee: Data<typeof getEmployee>['employee'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { personal, team, pay } = employee
  const countries = new Intl.DisplayNames(format.locale, { type: 'region' })
  return (
    <SimpleGrid cols={{ base: 1, md: personal ? 2 : 1 }} spacing="md">
      <Section title={t('people.work')}>
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
            ...(employee.workPhone ? [[t('people.workPhone'), employee.workPhone] as const] : []),
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
            ...(employee.leftOn ? [[t('people.left'), format.date(employee.leftOn)] as const] : []),
          ]}
        />
      </Section>
      {personal && (
        <Section title={t('people.personal')}>
          <Facts
            facts={[
              [t('people.phone'), personal.phone],
              [t('people.birthDate'), personal.birthDate && format.date(personal.birthDate)],
              [t('people.personalEmail'), personal.personalEmail],
              [t('people.address'), personal.address],
              ...(personal.gender && isOneOf(genders, personal.gender)
                ? [[t('people.gender'), t(`people.genders.${personal.gender}`)] as const]
                : []),
              ...(personal.nationality ? [[t('people.nationality'), countries.of(personal.nationality)] as const] : []),
              ...(personal.maritalStatus && isOneOf(maritals, personal.maritalStatus)
                ? [[t('people.maritalStatus'), t(`people.maritals.${personal.maritalStatus}`)] as const]
                : []),
            ]}
          />
        </Section>
      )}
      {pay && (pay.salaryRef || pay.bankName || pay.bankAccount || pay.taxNumber) && (
        <Section title={t('people.pay')}>
          <Facts
            facts={[
              [t('people.salaryRef'), pay.salaryRef],
              [t('people.bankName'), pay.bankName],
              [t('people.bankAccount'), pay.bankAccount],
              [t('people.taxNumber'), pay.taxNumber],
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
