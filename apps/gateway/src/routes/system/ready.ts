import type { AnswerTo } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

/** A dependency that has not answered by then is down. */
const patienceMs = 2_000
/** For so long an answer is good for whoever asks next: asking is free to anybody, and finding out is not. */
const freshMs = 500

type Dependency = AnswerTo<'GET /ready'>['dependencies'][number]

export function ready(app: App, { catalog, broker, leaving, log }: Gateway): void {
  /** Those that did not answer when they were last asked: a change is said once, not at each question. */
  const down = new Set<string>()
  let probing: Promise<Dependency[]> | undefined
  let probedAt = Number.NEGATIVE_INFINITY

  bind(app, 'GET /ready', async (_request, reply) => {
    if (!probing || performance.now() - probedAt > freshMs) {
      probing = probeAll()
      probedAt = Number.POSITIVE_INFINITY
    }
    const dependencies = await probing
    const draining = leaving.aborted
    const isReady = !draining && dependencies.every(({ state }) => state === 'up')
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, dependencies, ...(draining && { draining }) })
  })

  /** One that is under way is waited for, and good from when it ends. */
  async function probeAll(): Promise<Dependency[]> {
    const dependencies = await Promise.all([
      probe('postgresql', () => catalog.ping()),
      probe('redis', () => broker.ping()),
    ])
    probedAt = performance.now()
    return dependencies
  }

  async function probe(name: string, ping: () => Promise<unknown>): Promise<Dependency> {
    const startedAt = performance.now()
    const state = await within(patienceMs, ping()).then(
      () => {
        if (down.delete(name)) log.info({ dependency: name }, 'dependency is up again')
        return 'up' as const
      },
      (err: unknown) => {
        if (!down.has(name)) log.warn({ err, dependency: name }, 'dependency is down')
        down.add(name)
        return 'down' as const
      },
    )
    return { name, state, ms: Math.round(performance.now() - startedAt) }
  }
}
