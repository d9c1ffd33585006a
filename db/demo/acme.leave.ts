import { addDays, weekdayOf } from '../../server/core/dates.ts'
import { workdayFrom } from './company.ts'
import type { DemoCompany } from './company.ts'
import { intend, ordinaryLeave } from './leave-intents.ts'
import type { Circumstances, Intent, Wish, Words } from './leave-intents.ts'
import type { Adjustment } from './leave.ts'

const words: Words = {
  annual: [
    'Family visit',
    'A wedding in the family',
    'Moving house',
    'Holiday',
    'School holidays',
    'Long weekend',
    'Trip to Lombok',
    'Visiting my parents',
    null,
    null,
    null,
  ],
  sick: ['Flu', 'Fever', 'Migraine', 'Dentist', 'Stomach trouble', null, null],
  rejections: [
    'Two of us are away that week already. Could you move it by a week?',
    'The release is that week; please take it after.',
    'The audit is on those days, we need you here.',
    'Please ask for the exact days once your flights are booked.',
  ],
}

/** What pictures, journeys and tests rely on is told here person by person; everybody else has an ordinary year. */
export function acmeLeave(company: DemoCompany): Intent[] {
  const { today } = company
  const from = `${Number(today.slice(0, 4)) - 1}-01-01`
  const ordinary = ordinaryLeave(company, { from, to: addDays(today, -16), except: ['employee', 'ana.lopes'], words })
  return [...ordinary, ...leaveOfMei(company), ...leaveOfTeam(company), ...leaveOfOthers(company)]
}

export function acmeAdjustments({ today }: DemoCompany): Adjustment[] {
  return [
    {
      who: 'jonas.weber',
      type: 'annual',
      day: addDays(today, -72),
      quantity: '1',
      reason: 'Worked on the Saturday of the data centre move',
    },
    {
      who: 'omar.haddad',
      type: 'annual',
      day: addDays(today, -72),
      quantity: '1',
      reason: 'Worked on the Saturday of the data centre move',
    },
    { who: 'rina.kusuma', type: 'annual', day: addDays(today, -130), quantity: '-0.5', reason: 'Half a day in June was counted as worked' },
  ]
}

/** employee@acme.test: nothing waits and nothing is planned, so that the next weeks are free to be asked for. */
function leaveOfMei(company: DemoCompany): Intent[] {
  const lastYear = Number(company.today.slice(0, 4)) - 1
  const ago = (days: number) => addDays(company.today, -days)
  const mei = (wish: Wish, outcome: Intent['outcome'], more?: Circumstances) => intend(company, 'employee', wish, outcome, more)
  return [
    // 18 of 20, so that two days were carried over into this year.
    mei({ type: 'annual', from: `${lastYear}-03-10`, days: 5 }, 'approved', { note: 'Visiting my parents' }),
    mei({ type: 'annual', from: `${lastYear}-07-14`, days: 8 }, 'approved', { note: 'Trip to Taipei' }),
    mei({ type: 'annual', from: `${lastYear}-10-06`, days: 3 }, 'approved'),
    mei({ type: 'annual', from: `${lastYear}-12-15`, days: 2 }, 'approved', { note: 'Moving house' }),
    mei({ type: 'annual', from: ago(140), days: 5 }, 'approved', { note: 'Trip to Flores' }),
    mei({ type: 'annual', from: ago(106), days: 1 }, 'withdrawn', { note: 'Long weekend' }),
    mei({ type: 'annual', from: ago(88), days: 2 }, 'rejected', {
      note: 'A concert in Singapore',
      comment: 'The release is that week; please take it after.',
    }),
    mei({ type: 'sick', from: ago(75), days: 1 }, 'approved', { note: 'Fever' }),
    mei({ type: 'annual', from: ago(62), days: 2 }, 'approved', { note: 'Concert, second try' }),
    mei({ type: 'annual', from: ago(34), days: 0.5, half: 'second' }, 'approved', { note: 'Passport office' }),
  ]
}

function leaveOfTeam(company: DemoCompany): Intent[] {
  const { today, now, at, person } = company
  const lastYear = Number(today.slice(0, 4)) - 1
  const day = (days: number) => addDays(today, days)
  const ana = person('ana.lopes')
  const yesterday = workdayFrom(company, ana, day(-1), -1)
  const tuesday = nextWeekday(day(10), 2)
  const hours = 3_600_000
  const tell = (key: string, wish: Wish, outcome: Intent['outcome'], more?: Circumstances) => intend(company, key, wish, outcome, more)
  return [
    tell('ana.lopes', { type: 'annual', from: `${lastYear}-02-17`, days: 5 }, 'approved', { note: 'Carnival' }),
    tell('ana.lopes', { type: 'annual', from: `${lastYear}-05-05`, days: 5 }, 'approved'),
    tell('ana.lopes', { type: 'annual', from: `${lastYear}-08-11`, days: 8 }, 'approved', { note: 'Lisbon' }),
    tell('ana.lopes', { type: 'annual', from: `${lastYear}-12-15`, days: 2 }, 'approved'),
    tell('ana.lopes', { type: 'annual', from: day(-190), days: 3 }, 'approved'),
    tell('ana.lopes', { type: 'annual', from: day(-120), days: 4 }, 'approved', { note: 'My brother is here' }),
    tell('ana.lopes', { type: 'annual', from: day(-45), days: 1.5 }, 'approved'),

    tell('ana.lopes', { type: 'annual', from: tuesday, days: 3 }, 'pending', { note: 'Family visit', askedAt: at(yesterday, '16:12') }),
    tell('jonas.weber', { type: 'annual', from: nextWeekday(day(5), 5), days: 1 }, 'pending', {
      note: 'Long weekend',
      askedAt: now - 2 * hours,
    }),
    tell('sari.dewi', { type: 'annual', from: nextWeekday(day(17), 1), days: 1.5 }, 'pending', {
      note: 'School play, and the rehearsal',
      askedAt: now - 26 * hours,
    }),

    tell('ravi.kumar', { type: 'annual', from: workdayFrom(company, ana, day(-2), -1), days: 5 }, 'approved', {
      note: 'Family in Chennai',
    }),
    tell('ravi.kumar', { type: 'annual', from: tuesday, days: 1 }, 'approved'),
    tell('tom.becker', { type: 'sick', from: today, days: 0.5, half: 'first' }, 'approved', { note: 'Dentist' }),
    tell('sari.dewi', { type: 'annual', from: day(-13), days: 2 }, 'rejected', {
      note: 'Trip to Bandung',
      comment: 'Ravi and Tom are away already. Could you move it by a week?',
    }),
    tell('tom.becker', { type: 'annual', from: day(9), days: 2 }, 'withdrawn', {
      note: 'Moving house',
      askedAt: at(workdayFrom(company, ana, day(-6), -1), '11:05'),
    }),
    tell('jonas.weber', { type: 'annual', from: day(-6), days: 2 }, 'cancelled', { note: 'Visit from Hamburg' }),
  ]
}

function leaveOfOthers(company: DemoCompany): Intent[] {
  const { today, now } = company
  const day = (days: number) => addDays(today, days)
  const hours = 3_600_000
  const tell = (key: string, wish: Wish, outcome: Intent['outcome'], more?: Circumstances) => intend(company, key, wish, outcome, more)
  return [
    // Away now
    tell('fatima.zahra', { type: 'annual', from: day(-3), days: 6 }, 'approved', { note: 'Holiday' }),
    tell('noah.williams', { type: 'sick', from: today, days: 2 }, 'approved', { note: 'Flu' }),
    tell('elena.petrova', { type: 'unpaid', from: day(-1), days: 5 }, 'approved', { note: 'Exams' }),
    tell('agus.setiawan', { type: 'annual', from: today, days: 1 }, 'approved'),
    // Away soon
    tell('hassan.ali', { type: 'annual', from: day(6), days: 2 }, 'approved'),
    tell('priya.sharma', { type: 'annual', from: day(12), days: 5 }, 'approved', { note: 'Wedding of my sister' }),
    tell('kenji.watanabe', { type: 'annual', from: day(20), days: 3 }, 'approved'),
    tell('grace.kim', { type: 'annual', from: day(33), days: 6 }, 'approved', { note: 'Seoul' }),
    tell('marek.novak', { type: 'annual', from: day(25), days: 2.5 }, 'approved'),
    tell('budi.santoso', { type: 'annual', from: day(15), days: 2 }, 'cancelled', { askedAt: now - 150 * hours }),
    // Waiting for others than manager@acme.test alone
    tell('manager', { type: 'annual', from: day(30), days: 4 }, 'pending', { note: 'Lagos', askedAt: now - 49 * hours }),
    tell('wei.zhang', { type: 'annual', from: day(13), days: 2 }, 'pending', { askedAt: now - 5 * hours }),
    tell('chloe.martin', { type: 'annual', from: day(27), days: 4 }, 'pending', { note: 'My parents visit', askedAt: now - 74 * hours }),
    tell('lucas.ferreira', { type: 'unpaid', from: day(41), days: 5 }, 'pending', { note: 'Long flight home', askedAt: now - 30 * hours }),
  ]
}

const nextWeekday = (day: string, weekday: number) => addDays(day, (weekday - weekdayOf(day) + 7) % 7)
