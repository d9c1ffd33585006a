import { addDays, weekdayOf } from '../../server/core/dates.ts'
import type { SystemRole } from '../../server/core/contract.ts'
import { defaultSettings } from '../../server/core/settings.ts'
import type { CompanyPlan, StaffPlan } from './plan.ts'

/** Acme Corp: a software company of forty in Jakarta, on Muster for between one and two full years. */
export function acmePlan(today: string): CompanyPlan {
  return {
    name: 'Acme Corp',
    domain: 'acme.test',
    subdomain: 'acme',
    planCode: 'professional',
    primaryColor: '#4c6ef5',
    tagline: 'Everything, delivered',
    phone: '+62 21 5550 1000',
    address: 'Jalan Jenderal Sudirman 52, Jakarta 12190',
    settings: { ...defaultSettings, timeZone: 'Asia/Jakarta', currency: 'USD', country: 'ID', dateFormat: 'DD/MM/YYYY', timeFormat: '24' },
    openedOn: `${Number(today.slice(0, 4)) - 2}-12-01`,
    branches: [{ code: 'HQ', name: 'Head office', kind: 'office' }],
    departments: [
      { code: 'PLAT', name: 'Platform', branch: 'HQ', head: 'victor.nguyen' },
      { code: 'PF', name: 'People & Finance', branch: 'HQ', head: 'hr' },
      { code: 'SALES', name: 'Sales', branch: 'HQ', head: 'isabel.moreno' },
    ],
    staff: staff.map((row) => staffOf(row, today)),
    extraHolidays: [{ date: '12-24', name: 'Joint holiday' }],
    streets: [
      'Jalan Kemang Raya',
      'Jalan Cikini',
      'Jalan Tebet Barat',
      'Jalan Wijaya',
      'Jalan Panglima Polim',
      'Jalan Menteng',
      'Jalan Senopati',
      'Jalan Cipete',
    ],
  }
}

type More = { account?: string; roles?: SystemRole[]; formerTitle?: string; worksFourDays?: boolean }
type Row = readonly [name: string, title: string, department: string | null, manager: string | null, joinedDaysAgo: number, more?: More]

const staff: readonly Row[] = [
  ['Helena Santos', 'Chief executive', null, null, 3300, { roles: ['ceo', 'manager'] }],

  ['Victor Nguyen', 'Head of Platform', 'PLAT', 'helena.santos', 2950, { roles: ['director', 'manager'] }],
  [
    'Daniel Okafor',
    'Engineering manager',
    'PLAT',
    'victor.nguyen',
    2210,
    { account: 'manager', roles: ['manager'], formerTitle: 'Senior engineer' },
  ],
  ['Mei Chen', 'Frontend engineer', 'PLAT', 'manager', 1250, { account: 'employee' }],
  ['Ana Lopes', 'Backend engineer', 'PLAT', 'manager', 1490],
  ['Jonas Weber', 'Backend engineer', 'PLAT', 'manager', 980],
  ['Ravi Kumar', 'Mobile engineer', 'PLAT', 'manager', 1130, { formerTitle: 'Junior mobile engineer' }],
  ['Sari Dewi', 'Product designer', 'PLAT', 'manager', 890],
  ['Tom Becker', 'Data engineer', 'PLAT', 'manager', 1320],
  ['Ingrid Larsen', 'Infrastructure manager', 'PLAT', 'victor.nguyen', 2480, { roles: ['manager'] }],
  ['Omar Haddad', 'Systems engineer', 'PLAT', 'ingrid.larsen', 1720],
  ['Priya Sharma', 'Site reliability engineer', 'PLAT', 'ingrid.larsen', 1015, { formerTitle: 'Support engineer' }],
  ['Lucas Ferreira', 'Network engineer', 'PLAT', 'ingrid.larsen', 640],
  ['Yuki Tanaka', 'Site reliability engineer', 'PLAT', 'ingrid.larsen', 410],
  ['Bayu Pratama', 'Support engineer', 'PLAT', 'ingrid.larsen', 96],
  ['Kenji Watanabe', 'Quality lead', 'PLAT', 'victor.nguyen', 1880, { roles: ['manager'] }],
  ['Fatima Zahra', 'Test engineer', 'PLAT', 'kenji.watanabe', 730],
  ['Marek Novak', 'Test engineer', 'PLAT', 'kenji.watanabe', 215],
  ['Amara Diallo', 'Product manager', 'PLAT', 'victor.nguyen', 1570],

  ['Dewi Hartono', 'Head of People & Finance', 'PF', 'helena.santos', 2700, { account: 'hr', roles: ['hr'] }],
  ['Nadia Rahman', 'Systems administrator', 'PF', 'hr', 1960, { account: 'admin', roles: ['admin'] }],
  ['Oliver Grant', 'Finance manager', 'PF', 'hr', 2340, { roles: ['manager'] }],
  ['Farah Iskandar', 'Financial controller', 'PF', 'oliver.grant', 1440, { account: 'finance', roles: ['finance'] }],
  ['Wei Zhang', 'Accountant', 'PF', 'oliver.grant', 860],
  ['Putri Lestari', 'Accountant', 'PF', 'oliver.grant', 520, { worksFourDays: true }],
  ['Sofia Rossi', 'HR business partner', 'PF', 'hr', 1180, { formerTitle: 'Recruiter' }],
  ['Kwame Mensah', 'Recruiter', 'PF', 'hr', 305],
  ['Rina Kusuma', 'Payroll specialist', 'PF', 'hr', 1660, { worksFourDays: true }],
  ['Agus Setiawan', 'Office manager', 'PF', 'hr', 2080],

  ['Isabel Moreno', 'Head of Sales', 'SALES', 'helena.santos', 2590, { roles: ['director', 'manager'] }],
  ['Hassan Ali', 'Sales manager', 'SALES', 'isabel.moreno', 2020, { roles: ['manager'], formerTitle: 'Account executive' }],
  ['Chloe Martin', 'Account executive', 'SALES', 'hassan.ali', 1090],
  ['Budi Santoso', 'Account executive', 'SALES', 'hassan.ali', 700],
  ['Elena Petrova', 'Account executive', 'SALES', 'hassan.ali', 450],
  ['Diego Alvarez', 'Sales engineer', 'SALES', 'hassan.ali', 160],
  ['Grace Kim', 'Customer success manager', 'SALES', 'isabel.moreno', 1820, { roles: ['manager'] }],
  ['Anita Siregar', 'Customer success specialist', 'SALES', 'grace.kim', 930],
  ['Noah Williams', 'Customer success specialist', 'SALES', 'grace.kim', 560],
  ['Linh Tran', 'Customer success specialist', 'SALES', 'grace.kim', 40],
  ['Maria Schmidt', 'Marketing manager', 'SALES', 'isabel.moreno', 1390],
]

function staffOf([name, title, department, manager, joinedDaysAgo, { roles = [], ...more } = {}]: Row, today: string): StaffPlan {
  const [firstName, lastName] = name.split(' ') as [string, string]
  const day = addDays(today, -joinedDaysAgo)
  const joinedOn = addDays(day, weekdayOf(day) > 5 ? 8 - weekdayOf(day) : 0)
  return { firstName, lastName, title, department, manager, branch: 'HQ', joinedOn, roles: [...roles, 'employee'], ...more }
}
