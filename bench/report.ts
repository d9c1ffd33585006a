/** Requests per second, milliseconds, and CPU microseconds per request of the server and of PostgreSQL. */
export type Figures = { perSecond: number; p50: number; p99: number; serverMicros: number; databaseMicros: number }
export type Result = { name: string; ratio: number } & { [server: string]: Figures | string | number }

export function printTable(machine: string, results: readonly Result[]) {
  const lines = [['', 'server', 'req/s', 'p50 ms', 'p99 ms', 'µs CPU server', 'µs CPU PostgreSQL', '÷ raw']]
  for (const { name, ratio, ...servers } of results) {
    const raw = (servers as { raw: Figures }).raw.perSecond
    for (const [server, value] of Object.entries(servers)) {
      const { perSecond, p50, p99, serverMicros, databaseMicros } = value as Figures
      const share = server === 'raw' ? '' : (server === 'ours' ? ratio : perSecond / raw).toFixed(2)
      lines.push([
        server === 'raw' ? name : '',
        server,
        perSecond.toFixed(0),
        p50.toFixed(1),
        p99.toFixed(1),
        serverMicros.toFixed(0),
        databaseMicros.toFixed(0),
        share,
      ])
    }
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  console.log(`\n${machine}\n`)
  for (const line of lines)
    console.log(line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  '))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
}
