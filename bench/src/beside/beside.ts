import { createReadStream } from 'node:fs'
import type { BenchContext } from '../benchmarks.ts'
import { openFeed, type Feed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import { signIn, type Session } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import { upload } from '../client/upload.ts'
import { inputFile } from '../inputs/input-file.ts'
import { figure } from '../report/figure.ts'
import { percentile } from '../report/percentile.ts'
import { reportLatencies } from '../report/report-latencies.ts'
import { telemetryRecord } from '../inputs/telemetry-record.ts'
import { telemetry } from '../inputs/telemetry.ts'

const warmUp = 50
/** Fewer records than this beside the large runs show nothing. */
const leastBeside = 20

/** Single records on an idle system, and then while large runs are uploaded and worked on: what the large ones cost the small. */
export async function beside({ stack, options, print }: BenchContext): Promise<object> {
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  try {
    const file = await inputFile(telemetry, options.records)
    await oneByOne(session, feed, warmUp)
    const idle = await oneByOne(session, feed, options.runs)
    let under = options.rounds
    // Those still under way at the end are told that the feed is closed, and nobody minds.
    const uploads = Array.from({ length: options.rounds }, async () => {
      const { runId } = await upload(session, telemetry, createReadStream(file, { highWaterMark: 1 << 20 }))
      void published(feed, runId)
        .catch(() => {})
        .finally(() => under--)
    })
    const busy = await oneByOne(session, feed, options.runs, () => under > 0)
    await Promise.all(uploads)
    if (busy.length < leastBeside)
      throw new Error(`Only ${busy.length} records passed beside the large runs: more --records`)
    const title = `one record, answered → published, beside ${options.rounds} runs of ${figure(options.records)} records`
    const latencies = reportLatencies(title, { idle, beside: busy }, print)
    const delay = [0.5, 0.99].map((share) => percentile(busy, share) - percentile(idle, share)) as [number, number]
    print(`  later than idle: p50 ${figure(delay[0])} ms, p99 ${figure(delay[1])} ms (${busy.length} records)`)
    return { latencies, laterMs: { p50: delay[0], p99: delay[1] }, records: busy.length }
  } finally {
    feed.close()
  }
}

/** Each record when the one before is published. @param goesOn asked before each whether it still shows something */
async function oneByOne(session: Session, feed: Feed, count: number, goesOn = () => true): Promise<number[]> {
  const times: number[] = []
  while (times.length < count && goesOn()) {
    const { runId, answeredAt } = await startRecord(session, telemetryRecord(times.length))
    times.push((await published(feed, runId)) - answeredAt)
  }
  return times
}
