import type { AnswerTo } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

/** A dependency that has not answered by then is down. */
const patienceMs = 2_000

type Dependency = AnswerTo<'GET /ready'>['dependencies'][number]

export function ready(app: App, { catalog, broker }: Gateway): void {
  bind(app, 'GET /ready', async (request, reply) => {
    const dependencies = await Promise.all([
      probe('postgresql', () => catalog.ping()),
      probe('redis', () => broker.ping()),
    ])
    const isReady = dependencies.every(({ state }) => state === 'up')
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, dependencies })

    async function probe(name: string, ping: () => Promise<unknown>): Promise<Dependency> {
      const startedAt = performance.now()
      const state = await within(patienceMs, ping()).then(
        () => 'up' as const,
        (err: unknown) => {
          request.log.warn({ err, dependency: name }, 'dependency is down')
          return 'down' as const
        },
      )
      return { name, state, ms: Math.round(performance.now() - startedAt) }
    }
  })
}
