import { Anchor, SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

export function PersonOverview({ employee }: { employee: Data<typeof getEmployee>['employee'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { personal } = employee
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
            ]}
          />
        </Section>
      )}
    </SimpleGrid>
  )
}
