import { lazy, Suspense, useEffect, useState } from 'react'
import { whenStepUpNeeded, type Proof } from '../api.ts'

const StepUpDialog = lazy(() => import('./step-up-dialog.tsx'))

type Question = { readonly proofs: readonly Proof[]; readonly answer: (proved: boolean) => void }

/** Where every act that needs a fresh proof of who somebody is asks for it; then the act goes on by itself. */
export function StepUpHost() {
  const [question, setQuestion] = useState<Question | null>(null)
  useEffect(() => {
    whenStepUpNeeded((proofs) => new Promise((answer) => setQuestion({ proofs, answer })))
    return () => whenStepUpNeeded(() => Promise.resolve(false))
  }, [])
  if (!question) return null
  const settle = (proved: boolean) => {
    setQuestion(null)
    question.answer(proved)
  }
  return (
    <Suspense>
      <StepUpDialog proofs={question.proofs} settle={settle} />
    </Suspense>
  )
}
