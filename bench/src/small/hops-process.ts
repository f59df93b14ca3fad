// The benchmark measures BullMQ bare, so it must not go through the broker.
// oxlint-disable-next-line eslint/no-restricted-imports
import { Queue, Worker } from 'bullmq'
// oxlint-disable-next-line eslint/no-restricted-imports
import { Redis } from 'ioredis'
import { hopChannel, hopPrefix, hops, type Hop } from './hop-names.ts'

// Four queues with a worker each and nothing to do but to pass on what comes; the last one tells the benchmark.
const redisUrl = process.argv[2]!
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null })
const queues = hops.map((name) => new Queue<Hop>(name, { connection: redis, prefix: hopPrefix }))

async function passOn(to: number, hop: Hop): Promise<void> {
  const next = queues[to]
  if (next) await next.add('hop', hop, { removeOnComplete: true })
  else await redis.publish(hopChannel, String(hop.run))
}

const workers = hops.map(
  (name, index) =>
    new Worker<Hop>(name, (job) => passOn(index + 1, job.data), {
      connection: new Redis(redisUrl, { maxRetriesPerRequest: null }),
      prefix: hopPrefix,
    }),
)
await Promise.all(workers.map((worker) => worker.waitUntilReady()))
process.on('disconnect', () => process.exit())
process.send!('ready')
