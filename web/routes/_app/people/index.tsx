import { createFileRoute } from '@tanstack/react-router'
import { PeoplePage } from '../../../employees/people-page.tsx'
import { searchOf } from '../../../employees/people-search.ts'

export const Route = createFileRoute('/_app/people/')({ validateSearch: searchOf, component: PeoplePage })
