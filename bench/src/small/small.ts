import type { BenchContext } from '../benchmarks.ts'
import { openFeed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import { signIn } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import { total, usageOf } from '../machine/usage-of.ts'
import { figure } from '../report/figure.ts'
import { percentile } from '../report/percentile.ts'
import { reportLatencies } from '../report/report-latencies.ts'
import { telemetryRecord } from '../inputs/telemetry-record.ts'
import { openHops } from './open-hops.ts'
import { sustain } from './sustain.ts'

/** Every connection of the pools has to meet every statement first. */
const warmUp = 50

/** Runs of one record on an idle system, in turns with four bare queue hops; then as many as it can take. */
export async function small({ stack, options, print }: BenchContext): Promise<object> {
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  const hops = await openHops(stack.redisUrl)
  const times = {
    'answered → published': [] as number[],
    'sent → published': [] as number[],
    'four bare hops': [] as number[],
  }
  try {
    for (let run = -warmUp; run < options.runs; run += 1) {
      const { runId, sentAt, answeredAt } = await startRecord(session, telemetryRecord(run + warmUp))
      const publishedAt = await published(feed, runId)
      const hopsMs = await hops.pass(run)
      if (run < 0) continue
      times['answered → published'].push(publishedAt - answeredAt)
      times['sent → published'].push(publishedAt - sentAt)
      times['four bare hops'].push(hopsMs)
    }
    const latencies = reportLatencies(`one record, ${figure(options.runs)} in sequence`, times, print)
    const ratio = [0.5, 0.99].map(
      (share) => percentile(times['answered → published'], share) / percentile(times['four bare hops'], share),
    ) as [number, number]
    print(`  answered → published / four bare hops: p50 ${figure(ratio[0], 2)}, p99 ${figure(ratio[1], 2)}`)

    const processes = stack.processes()
    const pids = processes.map(({ pid }) => pid)
    const { value: sustained, cpuSeconds } = await usageOf(pids, () => sustain(session, feed, options))
    print(
      `  ms a run: ${stack
        .processes()
        .map(({ name }, at) => `${name} ${figure((cpuSeconds[at]! * 1000) / sustained.runs, 2)}`)
        .join(', ')}`,
    )
    const cpuMsARun = (total(cpuSeconds) * 1000) / sustained.runs
    print(
      `  sustained, ${options.atOnce} starts at once for ${options.seconds} s: ` +
        `${figure(sustained.publishedPerSecond)} published/s (${figure(sustained.acceptedPerSecond)} accepted/s, ` +
        `${figure(cpuMsARun, 1)} ms of CPU a run)`,
    )
    const msOfEach = processes.map(({ name }, index) => [name, (cpuSeconds[index]! * 1000) / sustained.runs] as const)
    print(`  CPU a run, ms: ${msOfEach.map(([name, ms]) => `${name} ${figure(ms, 2)}`).join(', ')}`)
    return {
      latencies,
      ratio: { p50: ratio[0], p99: ratio[1] },
      sustained: { ...sustained, cpuMsARun, cpuMsOfEach: Object.fromEntries(msOfEach) },
    }
  } finally {
    await hops.close()
    feed.close()
  }
}
