import { createFileRoute } from '@tanstack/react-router'
import { SecondFactorsPage } from '../../../access/second-factors-page.tsx'

export const Route = createFileRoute('/_app/access/second-factors')({ component: SecondFactorsPage })
