import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import { createProcessRegistry } from '@syndicate/metrics'
import type { LivePipelines } from '@syndicate/runs'
import type { OpenSockets } from '@syndicate/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'
import { countOutcomes } from './count-outcomes.ts'
import { tellBroker } from './tell-broker.ts'
import { tellCatalog } from './tell-catalog.ts'

export type Metrics = ReturnType<typeof createMetrics>

export interface MetricsDeps {
  broker: Broker
  catalog: Catalog
  pipelines: Pick<LivePipelines, 'all'>
  sockets: OpenSockets
  /** Most bytes that the database may have; none: no limit. */
  databaseLimit: number | undefined
}

/**
 * What Prometheus may ask: this process, its requests and sockets, the queues as Redis sees them, and what became of runs. A scrape is
 * answered within a few seconds, whatever is away.
 */
export function createMetrics({ broker, catalog, pipelines, sockets, databaseLimit }: MetricsDeps) {
  const registry = createProcessRegistry({ app: 'gateway', pool: catalog.pool })
  const registers = [registry]
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  })
  const inputBytes = new Counter({
    name: 'syndicate_input_bytes_total',
    help: 'Bytes of inputs that this gateway has read, uncompressed, whatever became of them',
    registers,
  })
  new Gauge({
    name: 'syndicate_open_sockets',
    help: 'WebSockets open on this gateway',
    registers,
    collect() {
      this.set(sockets.count)
    },
  })
  const askOthers = [
    tellBroker(broker, registers),
    tellCatalog(catalog, databaseLimit, registers),
    countOutcomes(catalog.outcomes, pipelines, registers),
  ]

  return {
    contentType: registry.contentType,
    observeRequest(request: { method: string; route: string; status: number; seconds: number }): void {
      const { seconds, ...labels } = request
      requests.observe(labels, seconds)
    },
    countInput: (bytes: number): void => inputBytes.inc(bytes),
    async text(): Promise<string> {
      await Promise.all(askOthers.map((ask) => ask()))
      return registry.metrics()
    },
  }
}
