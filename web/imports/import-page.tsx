import { Card, Stack, Stepper } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getImport, startImport } from '../../server/modules/imports/imports.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Choose } from './choose.tsx'
import { isUnderWay } from './import-state.ts'
import { useKinds, useKindTitle } from './kinds.ts'
import { Outcome } from './outcome.tsx'

const route = getRouteApi('/_app/imports/new')
const LOOK_AGAIN_MS = 700
/** As which a file may be sent; what else a browser calls it is judged by its content all the same. */
const { mediaTypes } = startImport.schema.upload

export type Mapping = Readonly<Record<string, string>>

/** An import, step by step: what and which file, what would happen, what happened. */
export function ImportPage() {
  const { t } = useTranslation()
  const { kind, run } = route.useSearch()
  const navigate = useNavigate({ from: '/imports/new' })
  const client = useQueryClient()
  const kinds = useKinds()
  const titleOf = useKindTitle()
  // The server forgets a file once it has worked through it; importing it after the check sends it again from here.
  const [file, setFile] = useState<File | null>(null)
  const [mapping, setMapping] = useState<Mapping>({})
  const state = useQuery({
    ...q(getImport, { params: { id: run ?? '' } }),
    enabled: run !== undefined,
    refetchInterval: (query) => (query.state.data && !isUnderWay(query.state.data.import) ? false : LOOK_AGAIN_MS),
  })
  const sent = state.data?.import
  const chosen = kinds.data?.kinds.find((one) => one.kind === (sent?.kind ?? kind))
  const send = useOneAtATime(
    useMutation({
      mutationFn: ({ content, as, dryRun }: { content: File; as: Mapping; dryRun: boolean }) =>
        call(startImport, {
          params: { kind: chosen?.kind ?? '' },
          query: {
            dryRun,
            fileName: content.name.slice(0, 200),
            ...(Object.keys(as).length > 0 && { mapping: JSON.stringify(as) }),
          },
          body: new Blob([content], { type: mediaTypes.find((one) => one === content.type) ?? 'application/octet-stream' }) as never,
        }),
      onSuccess: (data) => {
        client.setQueryData(q(getImport, { params: { id: data.import.id } }).queryKey, data)
        void outdate(client, '/imports')
        void navigate({ search: { kind: data.import.kind, run: data.import.id } })
      },
    }),
  )
  const check = (content: File, as: Mapping = {}) => {
    setFile(content)
    setMapping(as)
    send.mutate({ content, as, dryRun: true })
  }
  const again = () => {
    setFile(null)
    send.reset()
    void navigate({ search: chosen ? { kind: chosen.kind } : {} })
  }
  const step = !run ? 0 : sent && !sent.dryRun ? (sent.state === 'done' ? 3 : 2) : 1
  return (
    <Page
      title={chosen ? t('imports.titleOf', { kind: titleOf(chosen.kind, chosen.title).toLowerCase() }) : t('imports.start')}
      line={t('imports.allOrNothing')}
      actions={
        <AnchorLink to="/imports" size="sm">
          {t('imports.back')}
        </AnchorLink>
      }
    >
      <Stepper active={step} size="sm" allowNextStepsSelect={false} aria-label={t('imports.steps')} className="steps">
        {(['choose', 'check', 'import'] as const).map((name) => (
          <Stepper.Step key={name} label={t(`imports.step.${name}`)} allowStepSelect={false} />
        ))}
      </Stepper>
      {send.isError && <Failed error={send.error} />}
      <Answer query={kinds} skeleton={<RowSkeletons />}>
        {(data) =>
          run === undefined ? (
            <Choose
              kinds={data.kinds.filter(({ canImport }) => canImport)}
              chosen={chosen}
              choose={(name) => void navigate({ search: { kind: name }, replace: true })}
              sending={send.isPending}
              check={check}
            />
          ) : (
            <Answer query={state} skeleton={<RowSkeletons />}>
              {(answer) => (
                <Stack>
                  <Card>
                    <Outcome
                      run={answer.import}
                      kind={chosen}
                      file={file}
                      mapping={mapping}
                      sending={send.isPending}
                      check={check}
                      again={again}
                      send={() => file && send.mutate({ content: file, as: mapping, dryRun: false })}
                    />
                  </Card>
                </Stack>
              )}
            </Answer>
          )
        }
      </Answer>
    </Page>
  )
}
