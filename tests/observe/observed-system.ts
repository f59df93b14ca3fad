import { signIn } from '../acceptance/client.ts'
import { askMetrics, metricsToken, startSystem, type System } from '../acceptance/system.ts'

/** A pipeline of which a run may end in any way. */
const pipelines = `
  strict: { format: ndjson, onInvalid: reject, steps: [{ cast: { cpu: number } }] }`

export interface ObservedSystem {
  system: System
  worker: Awaited<ReturnType<System['startWorker']>>
  /** Where the worker tells its figures. */
  workerUrl: string
}

/** A gateway and a worker that both tell their figures. */
export async function startObserved(): Promise<ObservedSystem> {
  const set = { maxInputBytes: '5 GiB\n    maxDatabaseBytes: 100 GiB' }
  const system = await startSystem({ workers: 0, config: { pipelines, set }, env: { METRICS_PORT: '0' } })
  const worker = await system.startWorker()
  const { metrics: workerUrl } = JSON.parse(worker.readyLine) as { metrics: string }
  return { system, worker, workerUrl }
}

/** Runs that are published, rejected and failed. */
export async function runSome({ system }: ObservedSystem): Promise<void> {
  const user = await signIn(system.url)
  await user.ingest({ pipeline: 'strict' }, '{"cpu":1}\n{"cpu":2}\n')
  await user.ingest({ pipeline: 'strict' }, '{"cpu":1}\n{"cpu":"much"}\n')
  await user.ingest({ pipeline: 'strict', format: 'json' }, '[{"cpu":')
}

/** What both tell. */
export async function readFigures({ system, workerUrl }: ObservedSystem): Promise<{ gateway: string; worker: string }> {
  const headers = { authorization: `Bearer ${metricsToken}` }
  const [gateway, worker] = await Promise.all([
    askMetrics(system.url).then((answer) => answer.text()),
    fetch(`${workerUrl}/metrics`, { headers }).then((answer) => answer.text()),
  ])
  return { gateway, worker }
}
