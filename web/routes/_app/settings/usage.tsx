import { createFileRoute } from '@tanstack/react-router'
import { UsagePage } from '../../../usage/usage-page.tsx'

export const Route = createFileRoute('/_app/settings/usage')({ component: UsagePage })
