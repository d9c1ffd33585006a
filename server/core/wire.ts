import type pg from 'pg'
import { prepareValue } from 'pg/lib/utils.js'

/** What a statement gave: its rows, and how many it touched. */
export type Answer = { readonly rows: unknown[]; readonly count: number }

/** One transaction's statements, from its `begin` to its end. */
export type Wire = {
  /** Runs a statement, prepared under `name`; without a name it is parsed every time. What was asked first is done first. */
  run(name: string, text: string, values?: readonly unknown[]): Promise<Answer>
  /** The same for a text that is different every time and gives no rows. */
  runOnce(text: string): Promise<Answer>
  /**
   * Ends the transaction. What it asked and is not sent yet is refused, and so is everything after: it would run outside the
   * transaction, or in the next one of this connection, which is another company's. The end itself may travel with what the
   * next transaction asks. A commit that PostgreSQL answers by rolling back is refused.
   */
  end(text: 'commit' | 'rollback'): Promise<unknown>
  /**
   * Commits in the same bundle as what was asked last, which is waited for by whoever asked it. When one of those fails PostgreSQL passes
   * over the commit: the promise fails with the same error, and the transaction is there to be rolled back.
   */
  commitWithLast(): Promise<unknown>
}

/** How values arrive and what columns are called. */
export type Reading = {
  readonly parserOf: (oid: number) => (text: string) => unknown
  readonly nameOf: (column: string) => string
}

type Columns = { readonly names: string[]; readonly parsers: ((text: string) => unknown)[] }

type Statement = {
  readonly owner: object
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
  readonly hasRows: boolean
  readonly rows: unknown[]
  failure?: Error
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** A connection's line: what waits to be sent, and what PostgreSQL has prepared for it. */
type Line = {
  readonly client: pg.ClientBase
  readonly reading: Reading
  /** The prepared statements, with the columns they answer with; null until the first answer. */
  readonly prepared: Map<string, Columns | null>
  waiting: Statement[]
  isBusy: boolean
  /** Asks for the commit that goes with whatever is sent next. */
  askCommit: (() => void) | null
}

/** The part of pg's connection that its own queries use. */
type Connection = {
  readonly stream: { cork(): void; uncork(): void }
  parse(statement: { name: string; text: string }): void
  bind(portal: { statement: string; values: readonly unknown[] }): void
  describe(what: { type: 'P' }): void
  execute(portal: object): void
  close(what: { type: 'S'; name: string }): void
  sync(): void
}

const lines = new WeakMap<object, Line>()
const noColumns: Columns = { names: [], parsers: [] }

/**
 * The wire of the next transaction on a connection. What is asked in the same turn, and what is asked while an answer is
 * awaited, is sent as one bundle: one write, one answer, columns described only once. After a failure PostgreSQL passes over
 * the rest of a bundle, which inside a transaction it would refuse anyway.
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export function wireOf(client: pg.ClientBase, reading: Reading): Wire {
  const line: Line = lines.get(client) ?? { client, reading, prepared: new Map(), waiting: [], isBusy: false, askCommit: null }
  lines.set(client, line)
  const owner = {}
  let asked = 0
  let hasEnded = false
  /** The commit was asked for and passed over. */
  let canRollBack = false

  function ask(name: string, text: string, values: readonly unknown[], hasRows: boolean): Promise<Answer> {
    if (hasEnded) return Promise.reject(tooLate())
    return new Promise((resolve, reject) => {
      asked += 1
      line.waiting.push({ owner, name, text, values: values.map(prepareValue), hasRows, rows: [], resolve, reject })
      if (line.waiting.length === 1) sendSoon(line)
    })
  }

  return {
    run: (name, text, values = []) => ask(name, text, values, true),
    runOnce: (text) => ask('', text, [], false),
    commitWithLast() {
      return new Promise((resolve, reject) => {
        line.askCommit = () => {
          asked += 1
          hasEnded = true
          line.waiting.push({ owner, name: 'commit', text: 'commit', values: [], hasRows: false, rows: [], resolve, reject: failed })
        }
        function failed(error: Error) {
          canRollBack = true
          reject(error)
        }
        sendSoon(line)
      })
    },
    end(text) {
      if (text === 'rollback' && canRollBack) hasEnded = false
      line.askCommit = null
      const unsent = line.waiting.filter((statement) => statement.owner === owner)
      line.waiting = line.waiting.filter((statement) => statement.owner !== owner)
      for (const { reject } of unsent) reject(tooLate())
      // A transaction whose beginning was not sent has nothing to end.
      const ended = unsent.length === asked ? Promise.resolve() : ask(text, text, [], false)
      hasEnded = true
      return ended
    },
  }
}

const tooLate = () => new Error('This database handle was used after its transaction ended')

/** Sends once all that follows from the present turn has been asked. */
function sendSoon(line: Line) {
  queueMicrotask(() => process.nextTick(send, line))
}

function send(line: Line) {
  if (line.isBusy) return
  line.askCommit?.()
  line.askCommit = null
  if (line.waiting.length === 0) return
  const statements = line.waiting
  line.waiting = []
  line.isBusy = true
  line.client.query(bundle(line, statements))
}

function bundle(line: Line, statements: readonly Statement[]): pg.Submittable {
  const { prepared, reading } = line
  let current = 0

  function free() {
    line.isBusy = false
    if (line.waiting.length > 0 || line.askCommit) sendSoon(line)
  }

  return {
    submit(connection: Connection) {
      connection.stream.cork()
      for (const statement of statements) write(connection, prepared, statement)
      connection.sync()
      connection.stream.uncork()
    },
    handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
      prepared.set(statements[current]!.name, {
        names: fields.map(({ name }) => reading.nameOf(name)),
        parsers: fields.map(({ dataTypeID }) => reading.parserOf(dataTypeID)),
      })
    },
    handleDataRow({ fields }: { fields: (string | null)[] }) {
      const statement = statements[current]!
      try {
        statement.rows.push(rowOf(prepared.get(statement.name)!, fields))
      } catch (error) {
        // A value that cannot be read fails its statement, not the process.
        statement.failure = error as Error
      }
    },
    handleCommandComplete({ text }: { text: string }) {
      const { name, text: asked, rows, failure, resolve, reject } = statements[current]!
      if (name && prepared.get(name) === null) prepared.set(name, noColumns)
      current += 1
      if (failure) reject(failure)
      // So PostgreSQL answers where a statement before had failed and whoever asked it went on as if it had not.
      else if (asked === 'commit' && text !== 'COMMIT') reject(new Error('The transaction had failed before and was rolled back'))
      else resolve({ rows, count: Number(text.slice(text.lastIndexOf(' ') + 1)) || 0 })
    },
    handleError(error: Error) {
      for (const { name, reject } of statements.slice(current)) {
        prepared.delete(name)
        reject(error)
      }
      current = statements.length
      // pg tells of the end of a bundle only when it went well; after a failure it holds the next one back until then by itself.
      free()
    },
    handleEmptyQuery: () => undefined,
    handleReadyForQuery: free,
  } as unknown as pg.Submittable
}

function write(connection: Connection, prepared: Map<string, Columns | null>, { name, text, values, hasRows }: Statement) {
  if (name === '' || !prepared.has(name)) {
    // What a failed bundle left half prepared would be in the way; closing what is not there is no error.
    if (name) connection.close({ type: 'S', name })
    connection.parse({ name, text })
    prepared.set(name, null)
  }
  connection.bind({ statement: name, values })
  if (hasRows && prepared.get(name) === null) connection.describe({ type: 'P' })
  connection.execute({})
}

function rowOf({ names, parsers }: Columns, fields: readonly (string | null)[]) {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < fields.length; index += 1) {
    const text = fields[index]!
    row[names[index]!] = text === null ? null : parsers[index]!(text)
  }
  return row
}
