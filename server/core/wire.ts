import pg from 'pg'
import { prepareValue } from 'pg/lib/utils.js'

/** What a statement gave: its rows, and how many it touched. */
export type Answer = { readonly rows: unknown[]; readonly count: number }

export type Wire = {
  /** Runs a statement, prepared under `name`; without a name it is parsed every time. */
  run(name: string, text: string, values?: readonly unknown[]): Promise<Answer>
  /**
   * Ends the transaction with `commit` or `rollback`. What was asked but not sent yet is refused, and so is everything after:
   * it would run outside the transaction, or in the next one of this connection, which is another company's.
   */
  end(text: 'commit' | 'rollback'): Promise<unknown>
}

type Statement = {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
  readonly rows: unknown[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}
/** The part of pg's connection that is used, as its own `Query` uses it. */
type Connection = {
  readonly stream: { cork(): void; uncork(): void }
  parse(statement: { name: string; text: string }): void
  bind(portal: { statement: string; values: readonly unknown[] }): void
  describe(what: { type: 'P' }): void
  execute(portal: object): void
  close(what: { type: 'S'; name: string }): void
  sync(): void
}
type Columns = { readonly names: string[]; readonly parsers: ((text: string) => unknown)[] }

/** The statements a connection has prepared, with the columns they answer with; null until the first answer. */
const prepared = new WeakMap<object, Map<string, Columns | null>>()
const tooLate = () => new Error('This database handle was used after its transaction ended')
const noColumns: Columns = { names: [], parsers: [] }

/**
 * Sends what is asked of a connection in the same turn as one bundle: one write, one answer, columns described only once.
 * After a failure PostgreSQL passes over the rest of a bundle, which inside a transaction it would refuse anyway.
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export function wireOf(
  client: pg.ClientBase,
  parserOf: (oid: number) => (text: string) => unknown,
  nameOf: (column: string) => string,
): Wire {
  let waiting: Statement[] = []
  let hasEnded = false
  return {
    run(name, text, values = []) {
      if (hasEnded) return Promise.reject(tooLate())
      return new Promise((resolve, reject) => {
        waiting.push({ name, text, values: values.map(prepareValue), rows: [], resolve, reject })
        // Once all that follows from the present turn has been asked.
        if (waiting.length === 1) queueMicrotask(() => process.nextTick(send))
      })
    },
    end(text) {
      hasEnded = true
      for (const { reject } of waiting) reject(tooLate())
      waiting = []
      return client.query(text)
    },
  }

  function send() {
    const statements = waiting
    waiting = []
    if (statements.length === 0) return
    client.query(bundle(statements))
  }

  function bundle(statements: readonly Statement[]): pg.Submittable {
    let current = 0
    let columns: Map<string, Columns | null>
    return {
      submit(socket: pg.Connection) {
        const connection = socket as unknown as Connection
        columns = prepared.get(connection) ?? new Map<string, Columns | null>()
        prepared.set(connection, columns)
        connection.stream.cork()
        for (const { name, text, values } of statements) {
          const isNew = name === '' || !columns.has(name)
          if (isNew) {
            // What a failed bundle left half prepared would be in the way; closing what is not there is no error.
            if (name) connection.close({ type: 'S', name })
            connection.parse({ name, text })
            columns.set(name, null)
          }
          connection.bind({ statement: name, values })
          if (columns.get(name) === null) connection.describe({ type: 'P' })
          connection.execute({})
        }
        connection.sync()
        connection.stream.uncork()
      },
      handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
        columns.set(statements[current]!.name, {
          names: fields.map(({ name }) => nameOf(name)),
          parsers: fields.map(({ dataTypeID }) => parserOf(dataTypeID)),
        })
      },
      handleDataRow({ fields }: { fields: (string | null)[] }) {
        const { name, rows } = statements[current]!
        const { names, parsers } = columns.get(name)!
        const row: Record<string, unknown> = {}
        for (let index = 0; index < fields.length; index += 1) {
          const text = fields[index]!
          row[names[index]!] = text === null ? null : parsers[index]!(text)
        }
        rows.push(row)
      },
      handleCommandComplete({ text }: { text: string }) {
        const { name, rows, resolve } = statements[current]!
        if (name && columns.get(name) === null) columns.set(name, noColumns)
        current += 1
        resolve({ rows, count: Number(text.slice(text.lastIndexOf(' ') + 1)) || 0 })
      },
      handleError(error: Error) {
        for (const { name, reject } of statements.slice(current)) {
          columns?.delete(name)
          reject(error)
        }
        current = statements.length
      },
      handleEmptyQuery: () => undefined,
      handleReadyForQuery: () => undefined,
    } as pg.Submittable
  }
}
