import { setTimeout as sleep } from 'node:timers/promises'
import { pathTo } from '@syndicate/contracts'
import type { BenchContext } from '../benchmarks.ts'
import { openFeed, type Feed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import { signIn, type Session } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import { memoryNow } from '../machine/memory-of.ts'
import { usageOf } from '../machine/usage-of.ts'
import { figure } from '../report/figure.ts'
import { reportLatencies } from '../report/report-latencies.ts'
import { telemetryRecord } from '../inputs/telemetry-record.ts'
import { openCrowd, type CrowdReport } from './open-crowd.ts'

const everyMs = 1000
const healthEveryMs = 20

/** Many sockets on one gateway, all following what happens: what they hold, what they cost, and whether each is served. */
export async function sockets({ stack, options, print }: BenchContext): Promise<object> {
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  const gateway = stack.processes().find(({ name }) => name === 'gateway')!.pid
  try {
    await flow(session, feed, 3)
    const before = memoryNow(gateway)
    const startedAt = performance.now()
    const crowd = await openCrowd(session, options.sockets)
    try {
      const openSeconds = (performance.now() - startedAt) / 1000
      const idle = memoryNow(gateway)
      const quiet = await usageOf([gateway], () => sleep(options.seconds * 1000))
      await crowd.begin()
      const health = askHealth(stack.gatewayUrl)
      const busy = await usageOf([gateway], () => flow(session, feed, options.seconds))
      const healthMs = await health.times()
      const report = await heardBy(crowd)
      const result = {
        sockets: options.sockets,
        openSeconds,
        gatewayMiB: { without: before, open: idle, flowing: memoryNow(gateway) },
        quietCpuShare: quiet.cpuSeconds[0]! / quiet.wallSeconds,
        flowingCpuShare: busy.cpuSeconds[0]! / busy.wallSeconds,
        eventsASecond: report.events / busy.wallSeconds,
        cpuMicrosAnEvent: (busy.cpuSeconds[0]! * 1e6) / report.events,
        heard: { least: report.least, most: report.most, gaps: report.gaps, closed: report.closed },
        delayMs: Object.fromEntries([0.5, 0.99, 1].map((share) => [share, delayOf(report, share)])),
      }
      describe(result, print)
      return { ...result, health: reportLatencies('GET /health meanwhile', { '': healthMs }, print) }
    } finally {
      crowd.close()
    }
  } finally {
    feed.close()
  }
}

/** A run of one record every so often, each until it is published. */
async function flow(session: Session, feed: Feed, seconds: number): Promise<void> {
  for (let run = 0; run < seconds; run += 1) {
    const next = sleep(everyMs)
    const { runId } = await startRecord(session, telemetryRecord(run))
    await published(feed, runId)
    await next
  }
}

/** What another caller waits for, who has nothing to do with sockets. */
function askHealth(gatewayUrl: string): { times(): Promise<number[]> } {
  const times: number[] = []
  let asking = true
  const asked = (async () => {
    while (asking) {
      const startedAt = performance.now()
      await (await fetch(new URL(pathTo('GET /health'), gatewayUrl))).arrayBuffer()
      times.push(performance.now() - startedAt)
      await sleep(healthEveryMs)
    }
  })()
  return {
    async times() {
      asking = false
      await asked
      return times
    },
  }
}

/** Once nothing more arrives. */
async function heardBy(crowd: { report(): Promise<CrowdReport> }): Promise<CrowdReport> {
  for (let last = await crowd.report(); ;) {
    await sleep(everyMs)
    const now = await crowd.report()
    if (now.events === last.events) return now
    last = now
  }
}

function delayOf({ events, delays }: CrowdReport, share: number): number {
  let seen = 0
  return delays.findIndex((count) => (seen += count ?? 0) >= events * share)
}

interface Result {
  sockets: number
  openSeconds: number
  gatewayMiB: { without: number; open: number; flowing: number }
  quietCpuShare: number
  flowingCpuShare: number
  eventsASecond: number
  cpuMicrosAnEvent: number
  heard: { least: number; most: number; gaps: number; closed: number }
  delayMs: Record<string, number>
}

function describe(result: Result, print: (line: string) => void): void {
  const { gatewayMiB: memory, heard, delayMs } = result
  const each = ((memory.flowing - memory.without) * 1024) / result.sockets
  const percent = (share: number) => `${figure(share * 100)} %`
  print(`  ${figure(result.sockets)} sockets open and subscribed in ${figure(result.openSeconds, 1)} s`)
  print(
    `  gateway: ${figure(memory.without)} MiB without them, ${figure(memory.open)} open, ` +
      `${figure(memory.flowing)} with events flowing (${figure(each, 1)} KiB a socket)`,
  )
  print(
    `  CPU of the gateway: ${percent(result.quietCpuShare)} of a core quiet, ${percent(result.flowingCpuShare)} flowing`,
  )
  print(
    `  ${figure(result.eventsASecond)} events/s delivered, ${figure(result.cpuMicrosAnEvent, 1)} µs of CPU each; ` +
      `later than they happened: p50 ${delayMs['0.5']} ms, p99 ${delayMs['0.99']} ms, at most ${delayMs['1']} ms`,
  )
  print(
    `  each socket heard ${figure(heard.least)} to ${figure(heard.most)} events; ${heard.gaps} gaps, ${heard.closed} closed`,
  )
}
