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
  const probes = [probeOf('postgresql', () => catalog.ping()), probeOf('redis', () => broker.ping())]

  bind(app, 'GET /ready', async (request, reply) => {
    const excluded = new Set(request.query.exclude?.split(','))
    const dependencies = await Promise.all(probes.filter(({ name }) => !excluded.has(name)).map(({ state }) => state()))
    const draining = leaving.aborted
    const isReady = !draining && dependencies.every(({ state }) => state === 'up')
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, dependencies, ...(draining && { draining }) })
  })

  function probeOf(name: string, ping: () => Promise<unknown>) {
    let probing: Promise<Dependency> | undefined
    let probedAt = Number.NEGATIVE_INFINITY
    /** A change is said once, not at each question. */
    let wasUp = true

    async function probe(): Promise<Dependency> {
      const startedAt = performance.now()
      const isUp = await within(patienceMs, ping()).then(
        () => {
          if (!wasUp) log.info({ dependency: name }, 'dependency is up again')
          return true
        },
        (err: unknown) => {
          if (wasUp) log.warn({ err, dependency: name }, 'dependency is down')
          return false
        },
      )
      wasUp = isUp
      probedAt = performance.now()
      return { name, state: isUp ? 'up' : 'down', ms: Math.round(probedAt - startedAt) }
    }

    return {
      name,
      /** One question that is under way is waited for, and its answer good from when it ends. */
      state(): Promise<Dependency> {
        if (!probing || performance.now() - probedAt > freshMs) {
          probing = probe()
          probedAt = Number.POSITIVE_INFINITY
        }
        return probing
      },
    }
  }
}
