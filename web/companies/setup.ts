import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getSetup, updateSetup, type Setup } from '../../server/modules/companies/companies.setup.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, type Me } from '../auth/me.ts'
import { done } from '../ui/notify.ts'

export type SetupStep = Setup['steps'][number]

/** What the part of a step is given. */
export type Part = { setup: Setup; step: SetupStep }

export const setupQuery = q(getSetup)

export const maySetUp = (me: Me) => can(me, 'company.update-settings')

/** A step is behind whoever did it or chose to leave it. */
export const isBehind = ({ isDone, isSkipped }: SetupStep) => isDone || isSkipped

/** Skips steps and brings them back; what is sent is all that are skipped. */
export function useSkip(setup: Setup) {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (skipped: SetupStep['step'][]) => call(updateSetup, { body: { skipped } }),
    onSuccess: (data) => client.setQueryData(setupQuery.queryKey, data),
  })
  const skipped = setup.steps.filter(({ isSkipped }) => isSkipped).map(({ step }) => step)
  return {
    ...save,
    skip: (steps: readonly SetupStep['step'][]) => save.mutate([...new Set([...skipped, ...steps])]),
    bringBack: (step: SetupStep['step']) => save.mutate(skipped.filter((one) => one !== step)),
  }
}

/** Says that a step was taken and looks again at what is done. */
export function useTaken(...paths: string[]) {
  const client = useQueryClient()
  return (words: string) => {
    done(words)
    void outdate(client, '/company/setup', ...paths)
  }
}
