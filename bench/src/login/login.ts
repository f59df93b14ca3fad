import type { BenchContext } from '../benchmarks.ts'
import { openFeed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import { signIn } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import { figure } from '../report/figure.ts'
import { reportLatencies } from '../report/report-latencies.ts'
import { telemetryRecord } from '../inputs/telemetry-record.ts'

const warmUp = 3

/** A newcomer's whole way: sign in, open a socket, start a run of one record, hear that it is published. */
export async function login({ stack, options, print }: BenchContext): Promise<object> {
  const legs = {
    login: [] as number[],
    'socket subscribed': [] as number[],
    'start → event': [] as number[],
    'whole way': [] as number[],
  }
  for (let round = -warmUp; round < options.logins; round += 1) {
    const startedAt = performance.now()
    const session = await signIn(stack.gatewayUrl)
    const signedInAt = performance.now()
    const feed = await openFeed(session)
    const { runId, sentAt } = await startRecord(session, telemetryRecord(round + warmUp))
    const publishedAt = await published(feed, runId)
    feed.close()
    if (round < 0) continue
    legs.login.push(signedInAt - startedAt)
    legs['socket subscribed'].push(sentAt - signedInAt)
    legs['start → event'].push(publishedAt - sentAt)
    legs['whole way'].push(publishedAt - startedAt)
  }
  return { legs: reportLatencies(`login → start → published → event, ${figure(options.logins)} times`, legs, print) }
}
