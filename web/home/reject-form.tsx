import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rejectLeave } from '../../server/modules/leave/leave.contract.ts'
import { limitsOf } from '../ui/forms.ts'

/** A rejection says why. */
export default function RejectForm(props: { busy: boolean; reject: (comment: string) => void; close: () => void }) {
  const { t } = useTranslation()
  const [comment, setComment] = useState('')
  const said = comment.trim()
  return (
    <form
      style={{ marginTop: 10 }}
      onSubmit={(event) => {
        event.preventDefault()
        props.reject(said)
      }}
    >
      <Textarea
        autoFocus
        label={t('home.why')}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && props.close()}
        maxLength={limitsOf(rejectLeave, 'comment').maxLength}
        autosize
        minRows={2}
      />
      <Group gap="xs" mt="xs" justify="flex-end">
        <Button variant="subtle" color="gray" size="xs" onClick={props.close}>
          {t('home.notNow')}
        </Button>
        <Button
          type="submit"
          color="bad"
          size="xs"
          disabled={!said}
          loading={props.busy}
          title={said ? undefined : t('inbox.commentNeeded')}
        >
          {t('inbox.rejectButton')}
        </Button>
      </Group>
    </form>
  )
}
