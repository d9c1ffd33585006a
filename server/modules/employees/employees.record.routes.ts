import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.record.contract.ts'
import { addRecord, changeRecord, listRecords, removeRecord } from './employees.record.service.ts'
import * as skills from './employees.skill.service.ts'

export function recordRoutes(app: MusterApp) {
  app.route({
    ...contract.listEducation,
    handler: (req) => req.company(async (ctx) => ({ education: await listRecords(ctx, 'education', req.params.id) })),
  })
  app.route({
    ...contract.addEducation,
    handler: (req) => req.company(async (ctx) => ({ education: await addRecord(ctx, 'education', req.params.id, req.body) })),
  })
  app.route({
    ...contract.changeEducation,
    handler: (req) =>
      req.company(async (ctx) => ({ education: await changeRecord(ctx, 'education', req.params.id, req.params.recordId, req.body) })),
  })
  app.route({
    ...contract.removeEducation,
    handler: (req) => req.company((ctx) => removeRecord(ctx, 'education', req.params.id, req.params.recordId)),
  })
  app.route({
    ...contract.listExperience,
    handler: (req) => req.company(async (ctx) => ({ experience: await listRecords(ctx, 'experience', req.params.id) })),
  })
  app.route({
    ...contract.addExperience,
    handler: (req) => req.company(async (ctx) => ({ experience: await addRecord(ctx, 'experience', req.params.id, req.body) })),
  })
  app.route({
    ...contract.changeExperience,
    handler: (req) =>
      req.company(async (ctx) => ({ experience: await changeRecord(ctx, 'experience', req.params.id, req.params.recordId, req.body) })),
  })
  app.route({
    ...contract.removeExperience,
    handler: (req) => req.company((ctx) => removeRecord(ctx, 'experience', req.params.id, req.params.recordId)),
  })
  app.route({ ...contract.listSkills, handler: (req) => req.company((ctx) => skills.listSkills(ctx, req.params.id)) })
  app.route({ ...contract.replaceSkills, handler: (req) => req.company((ctx) => skills.replaceSkills(ctx, req.params.id, req.body)) })
  app.route({ ...contract.listHobbies, handler: (req) => req.company((ctx) => skills.listHobbies(ctx, req.params.id)) })
  app.route({ ...contract.replaceHobbies, handler: (req) => req.company((ctx) => skills.replaceHobbies(ctx, req.params.id, req.body)) })
}
