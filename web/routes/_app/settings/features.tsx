import { createFileRoute } from '@tanstack/react-router'
import { FeaturesPage } from '../../../companies/features-page.tsx'

export const Route = createFileRoute('/_app/settings/features')({ component: FeaturesPage })
