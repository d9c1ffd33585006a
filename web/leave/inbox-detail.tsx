import { ActionIcon, Box, Button, Group, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconArrowLeft, IconCheck, IconPaperclip, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { approveLeave, getRequest, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Face, fullName } from '../ui/person.tsx'
import { ConsequenceTiles } from './consequence-tiles.tsx'
import { Costs } from './costs.tsx'
import { DocumentsDialog } from './documents-dialog.tsx'
import { Path } from './path.tsx'
import { runsOf } from './runs.ts'
import { StateBadge } from './state-badge.tsx'
import { useDecide } from './use-decide.ts'

export type DecisionKeys = { approve: () => void; reject: () => void }

type Props = { id: string; keys: Ref<DecisionKeys>; decided: (id: string) => void; back: (() => void) | undefined }

/** One request, what deciding it would mean, its path so far, and the decision. */
export function InboxDetail(props: Props) {
  const { t } = useTranslation()
  const detail = useQuery(q(getRequest, { params: { id: props.id } }))
  return (
    <Box p={{ base: 'md', sm: 'xl' }} miw={0}>
      {props.back && (
        <ActionIcon variant="default" size="lg" mb="md" aria-label={t('inbox.back')} onClick={props.back}>
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
      )}
      <Answer query={detail} skeleton={<Skeletons />}>
        {(data) => <Decide {...props} data={data} />}
      </Answer>
    </Box>
  )
}

function Decide(props: Props & { data: Data<typeof getRequest> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { request, consequence, dates } = props.data
  const [comment, setComment] = useState('')
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const decide = useDecide(() => props.decided(request.id))
  const quantity = format.quantity(request.quantity, request.unit)

  const approve = () => request.can.approve && !decide.isPending && decide.mutate({ request, act: 'approve', comment: comment.trim() })
  const reject = () => {
    if (!request.can.reject || decide.isPending) return
    if (comment.trim()) return decide.mutate({ request, act: 'reject', comment: comment.trim() })
    setMissing(true)
    field.current?.focus()
  }
  useImperativeHandle(props.keys, () => ({ approve, reject }))

  return (
    <Stack gap="lg">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="md" wrap="nowrap" miw={0}>
          <Face name={fullName(request.employee)} size={52} />
          <Box miw={0}>
            <Text fw={600} truncate>
              {fullName(request.employee)}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {request.employee.title}
            </Text>
          </Box>
        </Group>
        <StateBadge state={request.state} />
      </Group>
      <Box>
        <Title order={2}>{t('inbox.quantityOf', { quantity, type: request.typeName })}</Title>
        <Text c="dimmed" size="sm" mt={2}>
          {[format.longRange(request.firstDay, request.lastDay), portion(), request.note && t('ui.quoted', { text: request.note })]
            .filter(Boolean)
            .join(t('ui.dot'))}
        </Text>
      </Box>
      {request.documentCount > 0 && <Documents request={request} />}
      {consequence && <ConsequenceTiles firstName={request.employee.firstName} unit={request.unit} consequence={consequence} />}
      {runsOf(dates).length > 1 && (
        <Box>
          <Title order={3} mb="xs">
            {t('inbox.dates')}
          </Title>
          <div className="cost">
            <Costs dates={dates} unit={request.unit} />
          </div>
        </Box>
      )}
      <Box>
        <Title order={3} mb="md">
          {t('inbox.path')}
        </Title>
        <Path request={request} />
      </Box>
      {/* Also when somebody else was faster and nothing is left to decide. */}
      {decide.isError && <Failed error={decide.error} />}
      {(request.can.approve || request.can.reject) && (
        <Stack gap="sm" className="decision">
          <Textarea
            ref={field}
            aria-label={t('inbox.comment')}
            placeholder={t('inbox.commentPlaceholder')}
            value={comment}
            error={missing && !comment.trim() ? t('inbox.commentNeeded') : undefined}
            onChange={(event) => setComment(event.currentTarget.value)}
            maxLength={limitsOf(approveLeave, 'comment').maxLength}
            autosize
            minRows={2}
            maxRows={8}
          />
          <Group gap="sm">
            <Button
              color="good"
              leftSection={<IconCheck size={17} aria-hidden />}
              disabled={!request.can.approve}
              loading={decide.isPending && decide.variables.act === 'approve'}
              onClick={approve}
            >
              {t('inbox.approveQuantity', { quantity })}
            </Button>
            <Button
              variant="default"
              leftSection={<IconX size={17} aria-hidden />}
              disabled={!request.can.reject}
              loading={decide.isPending && decide.variables.act === 'reject'}
              onClick={reject}
            >
              {t('inbox.rejectButton')}
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  )

  function portion() {
    if (request.fromTime && request.toTime) return `${request.fromTime}–${request.toTime}`
    if (request.startsAt === 'noon') return t('leave.startsAtNoon')
    if (request.endsAt === 'noon') return t('leave.endsAtNoon')
    return null
  }
}

/** That something was handed in; what it is only to who may read it. */
function Documents({ request }: { request: LeaveRequest }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const count = t('leave.document.show', { count: request.documentCount })
  if (!request.can.readDocuments)
    return (
      <Group gap={6}>
        <IconPaperclip size={16} aria-hidden />
        <Text size="sm">{t('leave.document.notYours', { documents: count })}</Text>
      </Group>
    )
  return (
    <>
      <Button
        w="fit-content"
        size="compact-sm"
        variant="default"
        leftSection={<IconPaperclip size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {count}
      </Button>
      {open && <DocumentsDialog request={request} close={() => setOpen(false)} />}
    </>
  )
}

function Skeletons() {
  return (
    <Stack gap="lg">
      <Skeleton h={52} w={240} />
      <Skeleton h={40} w={320} />
      <Skeleton h={92} />
      <Skeleton h={160} />
    </Stack>
  )
}
