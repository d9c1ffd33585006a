import { Card } from '@mantine/core'
import { IconUserPlus, IconUserQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/links.tsx'

/** For accounts that belong to nobody in the directory, on pages of what is somebody's own. */
export function NotListed() {
  const { t } = useTranslation()
  return (
    <Card>
      <Empty icon={<IconUserQuestion size={28} stroke={1.5} />} title={t('frame.notListed')} hint={t('frame.notListedHint')}>
        <AddSomebody />
      </Empty>
    </Card>
  )
}

/** Where nobody is listed yet: adds the first person, for who may. */
export function AddSomebody() {
  const { t } = useTranslation()
  if (!can(useMe(), 'employee.create')) return null
  return (
    <ButtonLink to="/people" search={{ add: 'person' }} variant="default" leftSection={<IconUserPlus size={16} aria-hidden />}>
      {t('frame.addPerson')}
    </ButtonLink>
  )
}
