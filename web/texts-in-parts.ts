import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

/** Texts of the first screen: signing in, the frame, home, and what may lie over any page. All others come with the first other page. */
export const first: ReadonlySet<string> = new Set([
  'approvals',
  'attendance',
  'auth',
  'clock',
  'frame',
  'home',
  'inbox',
  'leave',
  'notFound',
  'security',
  'support',
  'ui',
])

/**
 * Languages that are complete for some pages only, and everything those are made of: the frame, the pages outside it and the
 * employee's, but what these have for those who look after others. Elsewhere they are read in English.
 */
export const inParts: Readonly<Record<string, { readonly pages: readonly string[]; readonly but: readonly string[] }>> = {
  ar: {
    pages: [
      'auth/step-up.tsx',
      'ui/notice-host.tsx',
      'frame/root.tsx',
      'frame/app-frame.tsx',
      'auth/sign-in-page.tsx',
      'auth/sign-up-page.tsx',
      'auth/forgot-page.tsx',
      'auth/reset-page.tsx',
      'auth/verify-page.tsx',
      'auth/invitation-page.tsx',
      'auth/new-password-page.tsx',
      'auth/second-factor-page.tsx',
      'auth/account-page.tsx',
      'auth/security-page.tsx',
      'home/home-page.tsx',
      'attendance/my-time-page.tsx',
      'leave/leave-page.tsx',
      'leave/calendar-page.tsx',
      'employees/person-page.tsx',
      'workflows/inbox-page.tsx',
      'workflows/request-page.tsx',
    ],
    but: [
      'employees/employment-form.tsx',
      'employees/notice-form.tsx',
      'employees/person-access.tsx',
      'employees/person-archive.tsx',
      'employees/person-form.tsx',
      'employees/rehire-form.tsx',
      'access/access-tabs.tsx',
      'companies/settings-tabs.tsx',
      'organization/organization-tabs.tsx',
      'workflows/workflow-tabs.tsx',
    ],
  },
}

/** Makes `locales/en.json?first` and `locales/en.json?later` of the one file per language that people translate. */
export function textsInParts(): Plugin {
  return {
    name: 'muster-texts-in-parts',
    enforce: 'pre',
    async load(id) {
      const [, file, part] = /^(.*\/locales\/\w+\.json)\?(first|later)$/.exec(id) ?? []
      if (!file) return null
      const texts = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>
      const chosen = Object.entries(texts).filter(([key]) => first.has(key) === (part === 'first'))
      return { code: `export default ${JSON.stringify(Object.fromEntries(chosen))}`, moduleType: 'js' }
    },
  }
}
