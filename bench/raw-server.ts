import Fastify from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Contract } from '../server/core/contract.ts'
import { Type } from '../server/core/contract.ts'
import { basePath } from '../server/core/http.ts'
import * as attendance from '../server/modules/attendance/attendance.contract.ts'
import * as employees from '../server/modules/employees/employees.contract.ts'
import { listEmployees as listContract } from '../server/modules/employees/employees.list.contract.ts'
import * as leave from '../server/modules/leave/leave.contract.ts'
import { serveParent } from './child.ts'
import { end, myStatus, start } from './raw-clock.ts'
import { openRawPool } from './raw-db.ts'
import type { Raw } from './raw-db.ts'
import { getEmployee, listEmployees } from './raw-people.ts'
import { previewLeave } from './raw-preview.ts'

const { BENCH_DATABASE_URL: url = '', BENCH_POOL = '20', BENCH_TODAY: today = '', BENCH_ZONE: zone = '' } = process.env

/**
 * The limit: Fastify and prepared statements as superuser. Who asks is believed (`x-company`, `x-employee`); no isolation, no permission,
 * no validation, no log. The same rows in the same answer, by the same serializer.
 */
const pool = openRawPool(url, Number(BENCH_POOL))
const fastify = Fastify({ logger: false })
const raw: Raw = { pool, today, zone }

serve(fastify, employees.getEmployee, (request) => getEmployee(raw, request))
serve(fastify, listContract, (request) => listEmployees(raw, request))
serve(fastify, attendance.myStatus, (request) => myStatus(raw, request))
serve(fastify, attendance.start, (request) => start(raw, request))
serve(fastify, attendance.end, (request) => end(raw, request))
serve(fastify, leave.previewLeave, (request) => previewLeave(raw, request))

serveParent(await fastify.listen({ port: 0, host: '127.0.0.1' }), { close: () => fastify.close().then(() => pool.end()) })

function serve(app: FastifyInstance, { method, url, schema }: Contract, answer: (request: FastifyRequest) => Promise<unknown>) {
  const [status, data] = Object.entries(schema.response)[0]!
  app.route({
    method,
    url: basePath + url,
    schema: { response: { [status]: Type.Object({ success: Type.Literal(true), data }) } },
    handler: async (request, reply) => {
      const data = await answer(request)
      reply.code(Number(status))
      return { success: true, data }
    },
  })
}
