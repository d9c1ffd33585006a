import { addDays } from '../../server/core/dates.ts'
import type { DemoCompany } from './company.ts'
import { intend, ordinaryLeave } from './leave-intents.ts'
import type { Circumstances, Intent, Wish, Words } from './leave-intents.ts'

const words: Words = {
  annual: ['Acara keluarga', 'Pernikahan saudara', 'Mengurus dokumen', 'Mengantar anak', null, null],
  sick: ['Demam', 'Flu', 'Sakit gigi', null],
  rejections: ['Bertepatan dengan ujian tengah semester.', 'Belum ada guru pengganti pada hari itu.'],
}

export function harapanLeave(company: DemoCompany): Intent[] {
  const { today, now, plan } = company
  const day = (days: number) => addDays(today, days)
  const hours = 3_600_000
  const tell = (key: string, wish: Wish, outcome: Intent['outcome'], more?: Circumstances) => intend(company, key, wish, outcome, more)
  return [
    ...ordinaryLeave(company, { from: addDays(plan.openedOn, 3), to: day(-14), except: ['teacher'], words }),
    tell('teacher', { type: 'annual', from: day(-58), days: 2 }, 'approved', { note: 'Acara keluarga' }),
    tell('teacher', { type: 'sick', from: day(-24), days: 1 }, 'approved', { note: 'Demam' }),
    tell('teacher', { type: 'annual', from: day(18), days: 1 }, 'pending', { note: 'Mengurus paspor', askedAt: now - 20 * hours }),
    tell('hendra.gunawan', { type: 'annual', from: day(-1), days: 3 }, 'approved', { note: 'Pernikahan saudara' }),
    tell('gita.permata', { type: 'sick', from: today, days: 1 }, 'approved', { note: 'Flu' }),
    tell('eko.prasetyo', { type: 'annual', from: day(11), days: 2 }, 'pending', { askedAt: now - 28 * hours }),
    tell('agung.nugroho', { type: 'annual', from: day(8), days: 1 }, 'pending', { note: 'Mengurus dokumen', askedAt: now - 6 * hours }),
    tell('wulan.sari', { type: 'annual', from: day(-9), days: 1 }, 'rejected', { comment: 'Belum ada guru pengganti pada hari itu.' }),
    tell('yuni.astuti', { type: 'annual', from: day(22), days: 3 }, 'approved', { note: 'Acara keluarga' }),
  ]
}
