import { Button, Card, Skeleton, Stack, Tabs } from '@mantine/core'
import { IconArchive, IconArrowBackUp, IconDoorExit, IconPencil, IconRotate2, IconUserOff, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { getEmployee, type EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { ApiError, q } from '../api.ts'
import { can, has, reachesOthers, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { Page } from '../ui/page.tsx'
import { bringIntoView } from '../ui/part-tabs.tsx'
import { fullName } from '../ui/person.tsx'
import { PersonAccess } from './person-access.tsx'
import { PersonEmployment } from './person-employment.tsx'
import { PersonHistory } from './person-history.tsx'
import { PersonLeave } from './person-leave.tsx'
import { PersonOverview } from './person-overview.tsx'
import { PersonPhoto } from './person-photo.tsx'
import { PersonRecords } from './person-records.tsx'
import { PersonTime } from './person-time.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { StatusBadge } from './status-badge.tsx'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'

const ContactsForm = lazy(() => import('./contacts-form.tsx'))
const PersonArchive = lazy(() => import('./person-archive.tsx'))
const NoticeForm = lazy(() => import('./notice-form.tsx'))
const RehireForm = lazy(() => import('./rehire-form.tsx'))
const EditPerson = lazy(() => import('./person-form.tsx').then((all) => ({ default: all.EditPerson })))
const route = getRouteApi('/_app/people/$id')

/** One person; each tab only for who may read it. */
export function PersonPage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const { tab, edit } = route.useSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const me = useMe()
  const person = useQuery(q(getEmployee, { params: { id } }))
  const back = (
    <AnchorLink to="/people" size="sm">
      {t('people.back')}
    </AnchorLink>
  )
  if (person.error instanceof ApiError && (person.error.status === 404 || person.error.status === 400)) {
    return (
      <Page title={t('people.gone')}>
        <Card>
          <Empty icon={<IconUserOff size={32} stroke={1.5} />} title={t('people.gone')} hint={t('people.goneHint')}>
            <ButtonLink to="/people" variant="default">
              {t('people.back')}
            </ButtonLink>
          </Empty>
        </Card>
      </Page>
    )
  }
  const open = (form: 'person' | 'archive' | 'restore' | 'notice' | 'rehire') =>
    void navigate({ search: (old) => ({ ...old, edit: form }) })
  const closeEdit = (ignoreBlocker = false) => void navigate({ search: ({ edit: _edit, ...old }) => old, ignoreBlocker })
  const own = me.user.employeeId === id
  const mayHire = can(me, 'employee.create')
  /** What may happen to somebody next, as they stand now. */
  const actsOn = ({ status, can: may }: EmployeeDetail) => {
    const isHere = status !== 'left' && status !== 'archived'
    return [
      may.update && isHere && status !== 'notice' && { label: t('people.notice.give'), icon: IconDoorExit, act: () => open('notice') },
      may.update && status === 'notice' && { label: t('people.notice.takeBack'), icon: IconArrowBackUp, act: () => open('notice') },
      mayHire && status === 'left' && { label: t('people.rehire.act'), icon: IconUserPlus, act: () => open('rehire') },
      may.archive && status === 'archived' && { label: t('people.archive.restore'), icon: IconRotate2, act: () => open('restore') },
      may.archive &&
        status !== 'archived' && { label: t('people.archive.archive'), icon: IconArchive, color: 'bad', act: () => open('archive') },
    ]
  }
  const leave = has(me, 'leaveManagement') && (own ? can(me, 'leave.read') : reachesOthers(me, 'leave.read'))
  const time = has(me, 'attendance') && (own ? can(me, 'attendance.read') : reachesOthers(me, 'attendance.read'))
  const employment = own ? can(me, 'employee.read-team') : reachesOthers(me, 'employee.read-team')
  const access = own || can(me, 'user.read')
  const mayChangeRecords = own ? can(me, 'employee.update-records') : reachesOthers(me, 'employee.update-records')
  const tabs = [
    { value: 'overview' as const, label: t('people.overview') },
    ...(employment ? [{ value: 'employment' as const, label: t('people.employment.title') }] : []),
    { value: 'records' as const, label: t('people.records') },
    ...(leave ? [{ value: 'leave' as const, label: t('frame.place.leave') }] : []),
    ...(time ? [{ value: 'time' as const, label: t('frame.place.time') }] : []),
    ...(access ? [{ value: 'access' as const, label: t('people.access.title') }] : []),
    { value: 'history' as const, label: t('people.history.title') },
  ]
  const shown = tabs.find((one) => one.value === tab)?.value ?? 'overview'
  return (
    <Page
      title={person.data ? fullName(person.data.employee) : t('people.title')}
      face={person.data && <PersonPhoto employeeId={id} name={fullName(person.data.employee)} mayChange={mayChangeRecords} />}
      line={person.data && [person.data.employee.title, person.data.employee.departmentName].filter(Boolean).join(t('ui.dot'))}
      actions={
        <>
          {person.data && <StatusBadge status={person.data.employee.status} />}
          {back}
          {person.data?.employee.can.update && person.data.employee.status !== 'archived' && (
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => open('person')}>
              {t('ui.edit')}
            </Button>
          )}
          {person.data && !person.data.employee.can.update && person.data.employee.can.updateContacts && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => void navigate({ search: (old) => ({ ...old, edit: 'contacts' }) })}
            >
              {t('people.editContacts')}
            </Button>
          )}
          {person.data && !own && (
            <RowMenu label={t('organization.moreOf', { name: fullName(person.data.employee) })} acts={actsOn(person.data.employee)} />
          )}
        </>
      }
    >
      <Answer query={person} skeleton={<Skeletons />}>
        {({ employee }) => (
          <Stack>
            <Suspense>
              {employee.can.archive && (edit === 'archive' || edit === 'restore') && (
                <PersonArchive employee={employee} form={edit} close={closeEdit} />
              )}
              {employee.can.update && edit === 'notice' && <NoticeForm employee={employee} close={closeEdit} />}
            </Suspense>
            <FormDrawer
              opened={edit === 'rehire' && mayHire && employee.status === 'left'}
              title={t('people.rehire.title', { name: fullName(employee) })}
              close={() => closeEdit()}
            >
              <Suspense>
                <RehireForm employee={employee} close={closeEdit} />
              </Suspense>
            </FormDrawer>
            <FormDrawer opened={edit === 'person' && employee.can.update} title={t('people.edit')} close={() => closeEdit()}>
              <Suspense>
                <Held current={employee} path="/employees">
                  {(base) => <EditPerson employee={base} close={() => closeEdit()} saved={() => closeEdit(true)} />}
                </Held>
              </Suspense>
            </FormDrawer>
            <FormDrawer
              opened={edit === 'contacts' && employee.can.updateContacts}
              title={t('people.editContacts')}
              close={() => closeEdit()}
            >
              <Suspense>
                <Held current={employee} path="/employees">
                  {(base) => <ContactsForm employee={base} close={closeEdit} />}
                </Held>
              </Suspense>
            </FormDrawer>
            <Tabs
              value={shown}
              onChange={(value) => {
                const next = tabs.find((one) => one.value === value)?.value
                void navigate({ search: next && next !== 'overview' ? { tab: next } : {} })
              }}
              keepMounted={false}
            >
              <Tabs.List aria-label={t('people.parts')} mb="md" className="tabs-scroll">
                {tabs.map((one) => (
                  <Tabs.Tab key={one.value} value={one.value} ref={one.value === shown ? bringIntoView : null}>
                    {one.label}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value="overview">
                <PersonOverview employee={employee} />
              </Tabs.Panel>
              {employment && (
                <Tabs.Panel value="employment">
                  <PersonEmployment employeeId={id} name={fullName(employee)} mayChange={employee.can.update} />
                </Tabs.Panel>
              )}
              <Tabs.Panel value="records">
                <PersonRecords employeeId={id} personal={employee.personal !== null} mayChange={mayChangeRecords} />
              </Tabs.Panel>
              {leave && (
                <Tabs.Panel value="leave">
                  <PersonLeave employeeId={id} />
                </Tabs.Panel>
              )}
              {time && (
                <Tabs.Panel value="time">
                  <PersonTime employeeId={id} />
                </Tabs.Panel>
              )}
              {access && (
                <Tabs.Panel value="access">
                  <PersonAccess employee={employee} />
                </Tabs.Panel>
              )}
              <Tabs.Panel value="history">
                <PersonHistory employeeId={id} />
              </Tabs.Panel>
            </Tabs>
          </Stack>
        )}
      </Answer>
    </Page>
  )
}

function Skeletons() {
  return (
    <Stack>
      <Skeleton h={36} w={280} />
      <Skeleton h={260} radius="lg" />
    </Stack>
  )
}
