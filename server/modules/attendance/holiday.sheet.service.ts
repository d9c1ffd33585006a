import type { FullCtx } from '../../core/context.ts'
import { Day, OneOf, Text } from '../../core/contract.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { cellOf, eachRow, isNamed } from '../../core/sheet-cells.ts'
import type { ExistingRow, RowChange, SheetColumn, SheetKind } from '../../core/sheet-kind.ts'
import type { HolidayEntry } from '../working-time/index.ts'
import { holidayPortions } from './holiday.contract.ts'
import type { Holiday } from './holiday.contract.ts'
import { readRule, whenText } from './holiday.sheet.rules.ts'
import { addHoliday, changeHoliday } from './holiday.service.ts'
import { spansOf, tellRecompute } from './holiday-calendar.service.ts'
import type { Span } from './recompute.service.ts'

type SheetCtx = FullCtx

/** The holidays of every calendar, dates and rules. */
export const holidaySheet: SheetKind = {
  kind: 'holidays',
  title: 'Holidays',
  toImport: ['attendance.configure'],
  toExport: ['attendance.configure'],
  identity: ['calendar', 'day', 'name'],
  columns: holidayColumns,
  read: readHolidays,
  apply: applyHolidays,
}

const readDay = cellOf(Day)

async function holidayColumns(ctx: SheetCtx): Promise<SheetColumn[]> {
  const names = [...(await calendarIds(ctx)).keys()]
  return [
    {
      key: 'calendar',
      label: 'Calendar',
      isRequired: true,
      read: (text) => (names.includes(text) ? text : { wrong: 'is no holiday calendar', expected: names }),
    },
    {
      key: 'day',
      label: 'Day',
      isRequired: true,
      read(text) {
        const rule = readRule(text)
        if (rule) return whenText({ firstDay: null, ...rule })
        const day = readDay(text)
        return typeof day === 'string' ? day : { ...day, expected: 'a day such as 2026-08-17, or every 08-17' }
      },
    },
    { key: 'lastDay', label: 'Last day', read: readDay },
    { key: 'name', label: 'Name', isRequired: true, read: cellOf(Text(120)) },
    { key: 'portion', label: 'Portion', blankKeeps: true, read: cellOf(OneOf(...holidayPortions)) },
  ]
}

async function calendarIds(ctx: SheetCtx, names?: readonly string[]) {
  const calendars = await ctx.tx
    .selectFrom('holidayCalendar')
    .select(['id', 'name'])
    .where('companyId', '=', ctx.companyId)
    .where(isNamed('name', names))
    .orderBy('name')
    .execute()
  return new Map(calendars.map(({ id, name }) => [name, id]))
}

/** Calendar by calendar, which have some hundred holidays each. */
async function* readHolidays(ctx: SheetCtx, names?: readonly string[]): AsyncGenerator<ExistingRow[]> {
  for (const [calendar, calendarId] of await calendarIds(ctx, names)) {
    const rows = (await ctx.tx
      .selectFrom('holiday')
      .select(['id', 'name', 'portion', 'firstDay', 'lastDay', 'yearly', 'fromYear', 'toYear'])
      .where('companyId', '=', ctx.companyId)
      .where('calendarId', '=', calendarId)
      .orderBy('firstDay')
      .orderBy('name')
      .orderBy('id')
      .execute()) as unknown as (HolidayEntry & { id: string })[]
    yield rows.map(({ id, ...entry }) => {
      const { name, portion, firstDay, lastDay } = entry
      return {
        id,
        cells: { calendar, day: whenText(entry), ...(lastDay && lastDay !== firstDay && { lastDay }), name: name.trim(), portion },
      }
    })
  }
}

async function applyHolidays(ctx: SheetCtx, changes: Rows<RowChange>, done: (count: number) => Promise<void>) {
  const calendars = await calendarIds(ctx)
  const spans: Span[] = []
  let before = 0
  for (const some of changes.pieces()) {
    await eachRow(
      some,
      (count) => done(before + count),
      async ({ id, cells }) => {
        const rule = readRule(cells['day']!)
        const fields = {
          ...(rule ?? { firstDay: cells['day']! }),
          ...(Object.hasOwn(cells, 'lastDay') && { lastDay: cells['lastDay'] || null }),
          ...(cells['portion'] && { portion: cells['portion'] as Holiday['portion'] }),
        }
        const { touched } = id
          ? await changeHoliday(ctx, id, fields)
          : await addHoliday(ctx, { calendarId: calendars.get(cells['calendar']!)!, name: cells['name']!, ...fields })
        spans.push(...spansOf(touched))
      },
    )
    before += some.length
  }
  // Of all of them together: the days of a person are computed once.
  await tellRecompute(ctx, 'holidays-imported', spans)
}
