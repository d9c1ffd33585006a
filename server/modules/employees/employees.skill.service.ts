import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import * as catalogs from '../catalogs/index.ts'
import * as contract from './employees.record.contract.ts'
import { maxRecords } from './employees.record.service.ts'
import { indexPerson } from './employees.search.service.ts'
import { lockPerson, seenName } from './employees.person.queries.ts'

type SkillCtx = Ctx<
  'employee' | 'employment' | 'employeeSkill' | 'employeeHobby' | 'catalogItem' | 'personWord' | 'personGram' | 'companyState'
>

export async function listSkills(ctx: SkillCtx, employeeId: string) {
  await seenName(ctx, employeeId, 'employee.read')
  return { skills: await catalogs.listSkills(ctx, employeeId) }
}

export async function listHobbies(ctx: SkillCtx, employeeId: string) {
  await seenName(ctx, employeeId, 'employee.read')
  return { hobbies: await catalogs.listHobbies(ctx, employeeId) }
}

/** Makes these all the skills of a person. */
export async function replaceSkills(ctx: SkillCtx, employeeId: string, { skills: wanted }: Body<typeof contract.replaceSkills>) {
  const person = await lockPerson(ctx, employeeId, 'employee.read')
  refuseTooMany(wanted.length)
  const before = await catalogs.listSkills(ctx, employeeId)
  await catalogs.replaceSkills(ctx, employeeId, wanted)
  await indexPerson(ctx, employeeId)
  const skills = await catalogs.listSkills(ctx, employeeId)
  const said = (all: typeof skills) => ({ skills: all.map(({ name, level }) => `${name}${level === null ? '' : ` (${level})`}`) })
  await ctx.emit(contract.recordChanged, {
    subject: { type: 'employee', id: employeeId },
    before: said(before),
    after: said(skills),
    data: { person, record: 'skills' },
  })
  return { skills }
}

/** Makes these all the hobbies of a person. */
export async function replaceHobbies(ctx: SkillCtx, employeeId: string, { itemIds }: Body<typeof contract.replaceHobbies>) {
  const person = await lockPerson(ctx, employeeId, 'employee.read')
  refuseTooMany(itemIds.length)
  const before = await catalogs.listHobbies(ctx, employeeId)
  await catalogs.replaceHobbies(ctx, employeeId, itemIds)
  const hobbies = await catalogs.listHobbies(ctx, employeeId)
  const said = (all: typeof hobbies) => ({ hobbies: all.map(({ name }) => name) })
  await ctx.emit(contract.recordChanged, {
    subject: { type: 'employee', id: employeeId },
    before: said(before),
    after: said(hobbies),
    data: { person, record: 'hobbies' },
  })
  return { hobbies }
}

function refuseTooMany(count: number) {
  if (count > maxRecords) {
    throw fail.unprocessable('RECORD_LIMIT', `A person can have ${maxRecords} records of a kind.`, { limit: maxRecords, used: count })
  }
}
