import { setTimeout as delay } from 'node:timers/promises'
import type { AcceptedRun, PipelineDetail, Problem, Run } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { at, type Client } from '../acceptance/client.ts'
import { startCluster } from './harness/cluster.ts'
import { seed, sized } from './harness/form.ts'
import type { TcpProxy, Weather } from './harness/tcp-proxy.ts'

const cluster = await startCluster({ seed, workers: 2, gateways: 2, proxied: true })
afterAll(() => cluster.stop())

/** By then a change counts at every gateway, in milliseconds after its answer. */
const everywhereMs = 1_000
const records = 800
const input = Array.from({ length: records }, (_, n) => `${JSON.stringify({ n, more: 'x'.repeat(100) })}\n`).join('')

const moving = (tag: number, steps: object[] = []) => ({
  moving: { format: 'ndjson', mode: 'replace', steps: [{ derive: { tag: `${tag}.0` } }, ...steps] },
})

/** A run that was accepted: at which gateway, and between which moments. */
interface Accepted {
  runId: string
  gateway: number
  sentAt: number
  answeredAt: number
}

/** A version that was applied, likewise. */
interface Change {
  tag: number
  sentAt: number
  answeredAt: number
}

const { gateway, worker } = cluster.links!
const redisLinks = [gateway.redis, worker.redis]

function under(weather: Weather, links: TcpProxy[]): void {
  for (const link of links) {
    link.weather(weather)
    if (weather.refused) link.reset()
  }
}

const weathers: Record<string, { weather: Weather; links: TcpProxy[] }> = {
  calm: { weather: {}, links: [] },
  'PostgreSQL slow': { weather: { delayMs: 10, jitterMs: 20 }, links: [gateway.postgres] },
  'Redis away': { weather: { refused: true }, links: redisLinks },
}

/** Starts runs, one after the other, until it is over. What is not accepted is sent again. */
async function load(user: Client, which: number, accepted: Accepted[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const sentAt = performance.now()
    const answer = await user.upload({ pipeline: 'moving' }, input).catch(() => null)
    if (answer?.status !== 202) continue
    const { runId } = (await answer.json()) as AcceptedRun
    accepted.push({ runId, gateway: which, sentAt, answeredAt: performance.now() })
    await delay(50)
  }
}

/** How long a gateway takes at the worst to say that it is alive: what it notices may be as late. */
async function slowestPulse(user: Client, isOver: () => boolean): Promise<number> {
  let slowest = 0
  while (!isOver()) {
    const began = performance.now()
    await user.fetch('/health')
    slowest = Math.max(slowest, performance.now() - began)
    await delay(20)
  }
  return slowest
}

async function expectRefused(user: Client, version: number): Promise<void> {
  const answer = await user.post('/api/pipelines/apply', { pipelines: moving(0, [{ cast: { n: 'numbre' } }]) })
  const { code, errors } = (await answer.json()) as Problem
  expect([answer.status, code, errors?.[0]]).toMatchObject([
    422,
    'invalid-pipeline',
    { path: '/pipelines/moving/steps/1/cast/n', got: '"numbre"' },
  ])
  expect((await user.get<PipelineDetail>('/api/pipelines/moving')).version).toBe(version)
}

test(
  'a pipeline that changes under load counts everywhere within a second, and no run is of two versions',
  {
    timeout: sized(180_000, 600_000),
  },
  async () => {
    const users = cluster.urls.map((url) => at(url, cluster.user))
    const changes: Change[] = []
    const accepted: Accepted[] = []
    async function change(): Promise<void> {
      const tag = changes.length + 1
      const user = users[tag % users.length]!
      const sentAt = performance.now()
      const answer = await user.post('/api/pipelines/apply', { pipelines: moving(tag) })
      expect(answer.status).toBe(200)
      changes.push({ tag, sentAt, answeredAt: performance.now() })
      await expectRefused(user, tag)
    }

    await change()
    await delay(everywhereMs)
    let isOver = false
    const over = () => isOver
    const loads = users.flatMap((user, which) => [load(user, which, accepted, over), load(user, which, accepted, over)])
    const pulses = Promise.all(users.map((user) => slowestPulse(user, over)))
    try {
      for (const { weather, links } of Object.values(weathers)) {
        under(weather, links)
        for (let n = 0; n < sized(2, 6); n++) {
          await change()
          await delay(2 * everywhereMs)
        }
        under({}, links)
      }
      await delay(2 * everywhereMs)
    } finally {
      isOver = true
    }
    await Promise.all(loads)
    const lateMs = Math.max(...(await pulses))

    const violations: string[] = []
    const seen = new Set<string>()
    let cut = 0
    for (const { runId, gateway: which, sentAt, answeredAt } of accepted) {
      const run: Run = await cluster.user.ended(runId, 60_000)
      if (run.state !== 'published') {
        violations.push(`run ${runId} is ${run.state}`)
        continue
      }
      if (run.chunks! > 1) cut++
      const published = await cluster.user.records<{ tag: number }>('moving', `?version=${run.version}`)
      const [tag, ...others] = new Set(published.map((record) => record.tag))
      if (others.length > 0 || published.length !== records)
        violations.push(`run ${runId} has ${published.length} records of versions ${[tag, ...others].join()}`)
      const least = changes.findLast((each) => each.answeredAt + everywhereMs + lateMs < sentAt)?.tag ?? 1
      const most = changes.findLast((each) => each.sentAt < answeredAt)!.tag
      if (tag! < least || tag! > most)
        violations.push(`run ${runId} at gateway ${which} is of version ${tag}, and not of ${least} to ${most}`)
      seen.add(`${which} ${tag}`)
    }
    expect(violations.slice(0, 20)).toEqual([])
    expect([seen.size, cut]).toEqual([changes.length * users.length, accepted.length])
    expect(cluster.crashes).toEqual([])
  },
)
