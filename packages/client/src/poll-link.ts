import type { AnswerTo, Topic } from '@syndicate/contracts'
import type { ClientError } from './client-error.ts'
import { isPassing, type Http } from './http.ts'
import type { Link, LinkEnd } from './link.ts'
import type { TelemetryOutbox } from './telemetry-outbox.ts'
import type { Topics } from './topics.ts'
import { pause } from './wait.ts'

/** So many topics are waited for at once: a browser has six connections to a host. The others are asked by turns. */
const mostWaiting = 3
const waitSeconds = 25

type Page = AnswerTo<'GET /api/telemetry'>

interface PollLinkDeps {
  http: Http
  topics: Topics
  outbox: TelemetryOutbox
}

/** Events by long polling, a request every other second at most; telemetry as runs of their own, idempotent by its id. */
export function openPollLink({ http, topics, outbox }: PollLinkDeps): Link {
  const over = Promise.withResolvers<LinkEnd>()
  const loops = new Map<Topic, AbortController>()

  function close(): void {
    ;[...loops.keys()].forEach(leave)
    over.resolve('broken')
  }

  const page = (topic: Topic, since: number, wait: number, signal: AbortSignal): Promise<Page> =>
    http.request('GET /api/telemetry', { query: { topic, since, wait }, signal })

  /** Where "now" is: after everything that is kept. */
  async function lastOf(topic: Topic, signal: AbortSignal): Promise<number> {
    let found: Page | undefined
    do found = await page(topic, found?.next ?? 0, 0, signal)
    while (found.more)
    return found.next
  }

  async function poll(topic: Topic, signal: AbortSignal): Promise<void> {
    let since = topics.since(topic) ?? (await lastOf(topic, signal))
    topics.begin(topic, since)
    for (let first = true; !signal.aborted; first = false) {
      const wait = first || loops.size > mostWaiting ? 0 : waitSeconds
      const { events, missed, next } = await page(topic, since, wait, signal)
      if (signal.aborted) return
      if (missed) topics.gap(topic, missed)
      events.forEach(topics.event)
      since = next
      if (!first) await pause(2_000 * loops.size, signal)
    }
  }

  function fail(error: ClientError, topic: Topic): void {
    if (isPassing(error) || error.status === 401) close()
    else if (error.code !== 'aborted') topics.fail(error, topic)
  }

  function leave(topic: Topic): void {
    loops.get(topic)?.abort()
    loops.delete(topic)
  }

  function follow(topic: Topic): void {
    leave(topic)
    const loop = new AbortController()
    loops.set(topic, loop)
    poll(topic, loop.signal).catch((error: ClientError) => fail(error, topic))
  }

  const send: Link['send'] = ({ id, ...message }) => {
    http
      .request('POST /api/etl/start', {
        body: { dataType: 'TELEMETRY', ...message },
        headers: { 'idempotency-key': id },
      })
      .then(
        ({ runId }) => outbox.acknowledge(id, runId),
        (error: ClientError) => {
          if (isPassing(error)) close()
          else outbox.refuse(id, error)
        },
      )
  }

  topics.names().forEach(follow)
  outbox.all().forEach(send)
  return { follow, leave, send, close, over: over.promise }
}
