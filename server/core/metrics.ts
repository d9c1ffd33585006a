import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The figures of one process, as Prometheus reads them at `/metrics`. */
export function makeMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    collectDefaults: () => collectDefaultMetrics({ register: registry }),
    requests: new Histogram({
      name: 'muster_http_request_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    actorLookups: new Counter({
      name: 'muster_actor_cache_lookups_total',
      help: 'Lookups of cached permissions',
      labelNames: ['result'] as const,
      registers,
    }),
    jobs: new Counter({ name: 'muster_jobs_total', help: 'Jobs by task and outcome', labelNames: ['task', 'outcome'] as const, registers }),
    poolClients: new Gauge({
      name: 'muster_database_connections',
      help: 'Connections of the pool',
      labelNames: ['state'] as const,
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof makeMetrics>
