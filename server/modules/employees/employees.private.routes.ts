import type { MusterApp } from '../../core/http.ts'
import { listExpiringDocuments } from './employees.expiry.queries.ts'
import * as contract from './employees.private.contract.ts'
import { addRecord, changeRecord, listRecords, removeRecord } from './employees.record.service.ts'

export function privateRoutes(app: MusterApp) {
  app.route({
    ...contract.listEmergencyContacts,
    handler: (req) => req.company(async (ctx) => ({ emergencyContacts: await listRecords(ctx, 'emergencyContact', req.params.id) })),
  })
  app.route({
    ...contract.addEmergencyContact,
    handler: (req) => req.company(async (ctx) => ({ emergencyContact: await addRecord(ctx, 'emergencyContact', req.params.id, req.body) })),
  })
  app.route({
    ...contract.changeEmergencyContact,
    handler: (req) =>
      req.company(async (ctx) => ({
        emergencyContact: await changeRecord(ctx, 'emergencyContact', req.params.id, req.params.recordId, req.body),
      })),
  })
  app.route({
    ...contract.removeEmergencyContact,
    handler: (req) => req.company((ctx) => removeRecord(ctx, 'emergencyContact', req.params.id, req.params.recordId)),
  })
  app.route({
    ...contract.listDependants,
    handler: (req) => req.company(async (ctx) => ({ dependants: await listRecords(ctx, 'dependant', req.params.id) })),
  })
  app.route({
    ...contract.addDependant,
    handler: (req) => req.company(async (ctx) => ({ dependant: await addRecord(ctx, 'dependant', req.params.id, req.body) })),
  })
  app.route({
    ...contract.changeDependant,
    handler: (req) =>
      req.company(async (ctx) => ({ dependant: await changeRecord(ctx, 'dependant', req.params.id, req.params.recordId, req.body) })),
  })
  app.route({
    ...contract.removeDependant,
    handler: (req) => req.company((ctx) => removeRecord(ctx, 'dependant', req.params.id, req.params.recordId)),
  })
  app.route({
    ...contract.listDocuments,
    handler: (req) => req.company(async (ctx) => ({ documents: await listRecords(ctx, 'identityDocument', req.params.id) })),
  })
  app.route({ ...contract.listExpiring, handler: (req) => req.company((ctx) => listExpiringDocuments(ctx, req.query)) })
  app.route({
    ...contract.addDocument,
    handler: (req) => req.company(async (ctx) => ({ document: await addRecord(ctx, 'identityDocument', req.params.id, req.body) })),
  })
  app.route({
    ...contract.changeDocument,
    handler: (req) =>
      req.company(async (ctx) => ({ document: await changeRecord(ctx, 'identityDocument', req.params.id, req.params.recordId, req.body) })),
  })
  app.route({
    ...contract.removeDocument,
    handler: (req) => req.company((ctx) => removeRecord(ctx, 'identityDocument', req.params.id, req.params.recordId)),
  })
}
