import { addDays, weekdayOf } from '../../server/core/dates.ts'
import type { SystemRole } from '../../server/core/contract.ts'
import { defaultSettings } from '../../server/core/settings.ts'
import type { CompanyPlan, StaffPlan } from './plan.ts'

/** How long the schools have been on Muster. */
const monthsInDays = 92

/** Yayasan Harapan: a foundation with two schools and thirty people, on Muster for three months. */
export function harapanPlan(today: string): CompanyPlan {
  return {
    name: 'Yayasan Harapan',
    domain: 'harapan.test',
    subdomain: 'harapan',
    planCode: 'enterprise',
    primaryColor: '#2f9e44',
    tagline: 'Belajar dengan gembira',
    phone: '+62 22 5550 2000',
    address: 'Jalan Dago 118, Bandung 40135',
    settings: {
      ...defaultSettings,
      timeZone: 'Asia/Jakarta',
      currency: 'IDR',
      country: 'ID',
      dateFormat: 'DD/MM/YYYY',
      timeFormat: '24',
      language: 'id',
      workingHoursStart: '07:00',
      workingHoursEnd: '15:00',
    },
    openedOn: addDays(today, -monthsInDays),
    branches: [
      { code: 'JKT', name: 'SMP Harapan Jakarta', kind: 'school' },
      { code: 'BDG', name: 'SD Harapan Bandung', kind: 'school' },
    ],
    departments: [
      { code: 'GURU-JKT', name: 'Guru SMP', branch: 'JKT', head: 'bambang.suryono' },
      { code: 'GURU-BDG', name: 'Guru SD', branch: 'BDG', head: 'ratna.kartika' },
      { code: 'TU', name: 'Tata usaha', branch: 'JKT', head: 'admin' },
    ],
    staff: staff.map((row) => staffOf(row, today)),
    extraHolidays: [],
    streets: ['Jalan Dago', 'Jalan Riau', 'Jalan Setiabudi', 'Jalan Cihampelas', 'Jalan Rawamangun', 'Jalan Pemuda', 'Jalan Pramuka'],
  }
}

type Row = readonly [
  name: string,
  title: string,
  department: string | null,
  branch: string,
  manager: string | null,
  joinedDaysAgo: number,
  roles: SystemRole[],
  account?: string,
]

const staff: readonly Row[] = [
  ['Maria Wijayanti', 'Ketua yayasan', null, 'JKT', null, 5200, ['ceo', 'manager']],
  ['Yohanes Wibowo', 'Kepala tata usaha', 'TU', 'JKT', 'maria.wijayanti', 3900, ['admin'], 'admin'],
  ['Bambang Suryono', 'Kepala sekolah', 'GURU-JKT', 'JKT', 'maria.wijayanti', 4400, ['director', 'manager']],
  ['Ratna Kartika', 'Kepala sekolah', 'GURU-BDG', 'BDG', 'maria.wijayanti', 4100, ['director', 'manager']],

  ['Siti Rahmawati', 'Guru Matematika', 'GURU-JKT', 'JKT', 'bambang.suryono', 2300, ['teacher'], 'teacher'],
  ['Hendra Gunawan', 'Guru Fisika', 'GURU-JKT', 'JKT', 'bambang.suryono', 1900, ['teacher']],
  ['Lina Herlina', 'Guru Bahasa Indonesia', 'GURU-JKT', 'JKT', 'bambang.suryono', 2750, ['teacher']],
  ['Dedi Kurniawan', 'Guru Bahasa Inggris', 'GURU-JKT', 'JKT', 'bambang.suryono', 1240, ['teacher']],
  ['Wulan Sari', 'Guru Biologi', 'GURU-JKT', 'JKT', 'bambang.suryono', 990, ['teacher']],
  ['Arif Budiman', 'Guru Sejarah', 'GURU-JKT', 'JKT', 'bambang.suryono', 1610, ['teacher']],
  ['Novi Anggraini', 'Guru Seni', 'GURU-JKT', 'JKT', 'bambang.suryono', 820, ['teacher']],
  ['Rudi Hermawan', 'Guru Olahraga', 'GURU-JKT', 'JKT', 'bambang.suryono', 2080, ['teacher']],
  ['Clara Simanjuntak', 'Guru Kimia', 'GURU-JKT', 'JKT', 'bambang.suryono', 560, ['teacher']],
  ['Joko Susilo', 'Guru Geografi', 'GURU-JKT', 'JKT', 'bambang.suryono', 1430, ['teacher']],
  ['Maya Puspita', 'Guru Informatika', 'GURU-JKT', 'JKT', 'bambang.suryono', 130, ['teacher']],
  ['Andreas Tobing', 'Guru Agama', 'GURU-JKT', 'JKT', 'bambang.suryono', 1780, ['teacher']],

  ['Yuni Astuti', 'Guru kelas 1', 'GURU-BDG', 'BDG', 'ratna.kartika', 2610, ['teacher']],
  ['Eko Prasetyo', 'Guru kelas 2', 'GURU-BDG', 'BDG', 'ratna.kartika', 1350, ['teacher']],
  ['Fitri Handayani', 'Guru kelas 3', 'GURU-BDG', 'BDG', 'ratna.kartika', 2190, ['teacher']],
  ['Gita Permata', 'Guru kelas 4', 'GURU-BDG', 'BDG', 'ratna.kartika', 760, ['teacher']],
  ['Iwan Saputra', 'Guru kelas 5', 'GURU-BDG', 'BDG', 'ratna.kartika', 1700, ['teacher']],
  ['Kartini Dewanti', 'Guru kelas 6', 'GURU-BDG', 'BDG', 'ratna.kartika', 2950, ['teacher']],
  ['Made Wirawan', 'Guru Olahraga', 'GURU-BDG', 'BDG', 'ratna.kartika', 640, ['teacher']],
  ['Tuti Alawiyah', 'Guru Agama', 'GURU-BDG', 'BDG', 'ratna.kartika', 1880, ['teacher']],
  ['Vera Nababan', 'Guru Musik', 'GURU-BDG', 'BDG', 'ratna.kartika', 60, ['teacher']],

  ['Sri Handayani', 'Bendahara', 'TU', 'JKT', 'admin', 2420, ['finance']],
  ['Agung Nugroho', 'Staf tata usaha', 'TU', 'JKT', 'admin', 1120, []],
  ['Dina Oktavia', 'Staf tata usaha', 'TU', 'BDG', 'admin', 880, []],
  ['Slamet Raharjo', 'Pustakawan', 'TU', 'JKT', 'admin', 1990, []],
  ['Ujang Suparman', 'Staf sarana', 'TU', 'BDG', 'admin', 3100, []],
]

function staffOf([name, title, department, branch, manager, joinedDaysAgo, roles, account]: Row, today: string): StaffPlan {
  const [firstName, lastName] = name.split(' ') as [string, string]
  const day = addDays(today, -joinedDaysAgo)
  const joinedOn = addDays(day, weekdayOf(day) > 5 ? 8 - weekdayOf(day) : 0)
  return {
    firstName,
    lastName,
    title,
    department,
    branch,
    manager,
    joinedOn,
    roles: [...roles, 'employee'],
    ...(account !== undefined && { account }),
  }
}
