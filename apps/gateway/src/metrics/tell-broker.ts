import type { Broker } from '@syndicate/broker'
import { stages } from '@syndicate/contracts/words'
import { createLook } from '@syndicate/metrics'
import { Gauge, type Registry } from 'prom-client'
import { looks } from './looks.ts'

/**
 * Gauges of what Redis knows: it is the same at each gateway.
 * @returns what brings them up to date before they are told; what cannot be had is left out, and all of it while there is no answer at all
 */
export function tellBroker({ queues, presence, memory }: Broker, registers: Registry[]): () => Promise<void> {
  const up = new Gauge({ name: 'syndicate_broker_up', help: 'Whether Redis answered this scrape', registers })
  const jobs = new Gauge({
    name: 'syndicate_queue_jobs',
    help: 'Jobs that wait, are worked on, or will be tried again later',
    labelNames: ['stage'],
    registers,
  })
  const ages = new Gauge({
    name: 'syndicate_oldest_job_age_seconds',
    help: 'How long ago the oldest job was added, of those that are next, worked on, or to be tried again; 0 where there is none',
    labelNames: ['stage'],
    registers,
  })
  const workers = new Gauge({
    name: 'syndicate_workers',
    help: 'Workers that take jobs of a stage and said so a moment ago',
    labelNames: ['stage'],
    registers,
  })
  const used = new Gauge({ name: 'syndicate_broker_memory_bytes', help: 'Memory that Redis uses', registers })
  const most = new Gauge({
    name: 'syndicate_broker_memory_limit_bytes',
    help: 'Memory that Redis may use (maxmemory); left out where it has no limit',
    registers,
  })

  const pinged = createLook(async () => (await presence.clockAheadMs(), true), looks.ping)
  const often = createLook(
    async () => ({ jobs: await queues.depths(), present: await presence.list(), memory: await memory.bytes() }),
    looks.often,
  )
  const seldom = createLook(queues.ages, looks.seldom)

  return async () => {
    const [isUp, found, aged] = await Promise.all([pinged.finding(), often.finding(), seldom.finding()])
    for (const gauge of [jobs, ages, workers, used, most]) gauge.reset()
    // One without labels is told as 0 when it was reset.
    for (const gauge of [used, most]) gauge.remove()
    up.set(isUp ? 1 : 0)
    if (!isUp) return
    for (const [stage, seconds] of Object.entries(aged ?? {})) ages.set({ stage }, seconds)
    if (!found) return
    for (const [stage, many] of Object.entries(found.jobs)) jobs.set({ stage }, many)
    for (const stage of stages) workers.set({ stage }, found.present.filter((one) => one.stages.includes(stage)).length)
    used.set(found.memory.used)
    if (found.memory.most > 0) most.set(found.memory.most)
  }
}
