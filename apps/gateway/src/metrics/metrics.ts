import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import { deliveryStates } from '@syndicate/contracts/words'
import type { LivePipelines } from '@syndicate/runs'
import type { OpenSockets } from '@syndicate/telemetry'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countOutcomes } from './count-outcomes.ts'

/** For so long what Redis and PostgreSQL said is good for whoever asks next. */
const freshMs = 500

export type Metrics = ReturnType<typeof createMetrics>

/** What Prometheus may ask: this process, its requests and sockets, the queues as Redis sees them, and what became of runs. */
export function createMetrics({
  broker,
  catalog,
  pipelines,
  sockets,
}: {
  broker: Broker
  catalog: Catalog
  pipelines: Pick<LivePipelines, 'all'>
  sockets: OpenSockets
}) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  })
  const queueJobs = new Gauge({
    name: 'syndicate_queue_jobs',
    help: 'Jobs waiting or active',
    labelNames: ['stage'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'syndicate_in_flight_bytes',
    help: 'Inputs of runs that have not ended',
    registers,
  })
  const deliveries = new Gauge({
    name: 'syndicate_alert_deliveries',
    help: 'Deliveries of alerts that are kept, by what has become of them',
    labelNames: ['state'],
    registers,
  })
  const brokerUp = new Gauge({ name: 'syndicate_broker_up', help: 'Whether Redis answered this scrape', registers })
  new Gauge({
    name: 'syndicate_open_sockets',
    help: 'WebSockets open on this gateway',
    registers,
    collect() {
      this.set(sockets.count)
    },
  })

  const askOutcomes = countOutcomes(catalog.outcomes, pipelines, registers)

  /** Figures that cannot be had are left out rather than repeated from before. */
  async function askBroker(): Promise<void> {
    queueJobs.reset()
    try {
      for (const [stage, jobs] of Object.entries(await broker.queues.depths())) queueJobs.set({ stage }, jobs)
      brokerUp.set(1)
    } catch {
      brokerUp.set(0)
    }
  }

  async function askCatalog(): Promise<void> {
    inFlight.reset()
    deliveries.reset()
    await Promise.all([
      catalog.runs.unfinishedBytes().then(
        (bytes) => inFlight.set(bytes),
        () => {},
      ),
      catalog.alerts.deliveries.count().then(
        (counts) => deliveryStates.forEach((state) => deliveries.set({ state }, counts[state] ?? 0)),
        () => {},
      ),
    ])
  }

  let asked: Promise<unknown> | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  /** Those who ask at once, or soon after, get the same figures of others. */
  function askOthers(): Promise<unknown> {
    if (asked && performance.now() - askedAt < freshMs) return asked
    askedAt = performance.now()
    return (asked = Promise.all([askBroker(), askCatalog(), askOutcomes()]))
  }

  return {
    contentType: registry.contentType,
    observeRequest(request: { method: string; route: string; status: number; seconds: number }): void {
      const { seconds, ...labels } = request
      requests.observe(labels, seconds)
    },
    async text(): Promise<string> {
      await askOthers()
      return registry.metrics()
    },
  }
}
