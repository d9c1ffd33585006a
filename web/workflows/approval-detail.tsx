import { ActionIcon, Box, Button, Group, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconArrowLeft, IconCheck, IconUserShare, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { LocationConsequence } from '../../server/modules/attendance/work-location.rules.ts'
import type { ShiftConsequence } from '../../server/modules/attendance/shift-request.contract.ts'
import type { Sides } from '../../server/modules/attendance/correction.contract.ts'
import { getApproval, reject as rejectTask } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'
import { LocationUse } from '../attendance/location-use.tsx'
import { ShiftOutcome } from '../attendance/shift-outcome.tsx'
import { CorrectionSides } from '../attendance/correction-sides.tsx'
import { ConsequenceTiles, PayoutTiles, type Consequence, type PayoutConsequence } from '../leave/consequence-tiles.tsx'
import type { DecisionKeys } from '../leave/inbox-detail.tsx'
import { Answer, Failed } from '../ui/answer.tsx'
import { isDay } from '../ui/days.ts'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Face, fullName } from '../ui/person.tsx'
import { History } from './history.tsx'
import { RequestFields } from './request-fields.tsx'
import { leaveOf, useWhat } from './task-words.ts'
import { useDecideTask } from './use-decide-task.ts'

const HandOn = lazy(() => import('./hand-on.tsx'))

type Props = { id: string; keys: Ref<DecisionKeys>; decided: () => void; back: (() => void) | undefined }

/** One task of any kind: what is asked, its path so far, and the decision. */
export function ApprovalDetail(props: Props) {
  const { t } = useTranslation()
  const detail = useQuery(q(getApproval, { params: { id: props.id } }))
  return (
    <Box p={{ base: 'md', sm: 'xl' }} miw={0}>
      {props.back && (
        <ActionIcon variant="default" size="lg" mb="md" aria-label={t('inbox.back')} onClick={props.back}>
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
      )}
      <Answer query={detail} skeleton={<Skeleton h={320} />}>
        {(data) => <Decide {...props} data={data} />}
      </Answer>
    </Box>
  )
}

function Decide(props: Props & { data: Data<typeof getApproval> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { approval, can, history, consequence } = props.data
  const [handing, setHanding] = useState(false)
  const [comment, setComment] = useState('')
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const decide = useDecideTask(props.decided)
  const said = comment.trim()
  const approve = () => can.approve && !decide.isPending && decide.mutate({ task: approval, act: 'approve', comment: said })
  const reject = () => {
    if (!can.reject || decide.isPending) return
    if (said) return decide.mutate({ task: approval, act: 'reject', comment: said })
    setMissing(true)
    field.current?.focus()
  }
  useImperativeHandle(props.keys, () => ({ approve, reject }))
  const name = approval.subject ? fullName(approval.subject) : approval.requesterName
  const whatOf = useWhat()
  const leave = leaveOf(approval)
  const corrects = approval.kind === 'time-correction'
  const moves = approval.kind === 'work-location'
  const paysOut = approval.kind === 'leave-encashment'
  const swaps = approval.kind === 'shift-request'
  const hidden = leave ? leaveWords : (wordsOf[approval.kind] ?? inner)
  const fields = Object.entries(approval.fields).filter(([key]) => !hidden.includes(key))
  return (
    <Stack gap="lg">
      {name && (
        <Group gap="md" wrap="nowrap" miw={0}>
          <Face name={name} size={52} />
          <Box miw={0}>
            <Text fw={600} truncate>
              {name}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {approval.subject?.title}
            </Text>
          </Box>
        </Group>
      )}
      <Box>
        <Title order={2}>{whatOf(approval) ?? approval.title ?? approval.stepName}</Title>
        <Text c="dimmed" size="sm" mt={2}>
          {[
            leave && format.longRange(leave.firstDay, leave.lastDay),
            (corrects || swaps) && isDay(approval.fields['day']) && format.longDay(approval.fields['day']),
            moves && rangeOf(approval.fields),
            approval.stepName,
            approval.forName && t('approvals.standsInFor', { name: approval.forName }),
            approval.dueAt && t('approvals.dueAt', { time: format.instant(approval.dueAt) }),
          ]
            .filter(Boolean)
            .join(t('ui.dot'))}
        </Text>
      </Box>
      {leave && consequence && approval.subject && (
        <ConsequenceTiles firstName={approval.subject.firstName} unit={leave.unit} consequence={consequence as Consequence} />
      )}
      {corrects && consequence && <CorrectionSides {...(consequence as Sides)} />}
      {swaps && consequence && <ShiftOutcome {...(consequence as ShiftConsequence)} />}
      {moves && consequence && <LocationUse {...(consequence as LocationConsequence)} />}
      {paysOut && consequence && <PayoutTiles {...(consequence as PayoutConsequence)} />}
      <RequestFields fields={fields} />
      <Box>
        <Title order={3} mb="md">
          {t('inbox.path')}
        </Title>
        <History history={history} />
      </Box>
      {decide.isError && <Failed error={decide.error} />}
      {can.approve && (
        <Stack gap="sm" className="decision">
          <Textarea
            ref={field}
            aria-label={t('inbox.comment')}
            placeholder={t('inbox.commentPlaceholder')}
            value={comment}
            error={missing && !said ? t('inbox.commentNeeded') : undefined}
            onChange={(event) => setComment(event.currentTarget.value)}
            maxLength={limitsOf(rejectTask, 'comment').maxLength}
            autosize
            minRows={2}
            maxRows={8}
          />
          <Group gap="sm">
            <Button color="good" leftSection={<IconCheck size={17} aria-hidden />} loading={decide.isPending} onClick={approve}>
              {t('approvals.approve')}
            </Button>
            <Button variant="default" leftSection={<IconX size={17} aria-hidden />} disabled={decide.isPending} onClick={reject}>
              {t('inbox.rejectButton')}
            </Button>
            {can.delegate && (
              <Button variant="subtle" color="gray" leftSection={<IconUserShare size={17} aria-hidden />} onClick={() => setHanding(true)}>
                {t('approvals.handOn')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
      <FormDrawer opened={handing} title={t('approvals.handOn')} close={() => setHanding(false)}>
        <Suspense>
          <HandOn id={approval.id} close={() => setHanding(false)} />
        </Suspense>
      </FormDrawer>
    </Stack>
  )

  function rangeOf({ firstDay, lastDay }: typeof approval.fields) {
    return isDay(firstDay) && isDay(lastDay) && format.longRange(firstDay, lastDay)
  }
}

/** What is there for conditions and for what was seen, not for people. */
const inner = ['version']
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  'time-correction': ['version', 'day', 'entries', 'addedMinutes'],
  'work-location': ['version', 'place', 'firstDay', 'lastDay'],
  'leave-encashment': ['version', 'days', 'hours', 'typeName'],
  'shift-request': ['version', 'what', 'day', 'otherDay', 'shift', 'colleague'],
}
const leaveWords = ['version', 'type', 'typeName', 'paid', 'days', 'hours', 'firstDay', 'lastDay', 'startsAt', 'endsAt']
