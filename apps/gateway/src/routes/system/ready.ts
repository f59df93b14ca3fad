import { within } from '@syndicate/timing'
import Type, { type Static } from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

/** A dependency that has not answered by then is down. */
const patienceMs = 2_000

const Dependency = Type.Object({
  name: Type.String(),
  state: Type.Enum(['up', 'down']),
  ms: Type.Number({ description: 'How long the answer took' }),
})
const Readiness = Type.Object(
  { ready: Type.Boolean(), dependencies: Type.Array(Dependency) },
  {
    examples: [
      {
        ready: false,
        dependencies: [
          { name: 'postgresql', state: 'up', ms: 2 },
          { name: 'redis', state: 'down', ms: 1000 },
        ],
      },
    ],
  },
)

const schema = {
  tags: ['system'],
  operationId: 'checkReadiness',
  summary: 'Every dependency answers',
  response: { 200: Readiness, 503: { ...Readiness, description: 'At least one dependency is down' } },
}

export function ready(app: App, { catalog, broker }: Gateway): void {
  app.get('/ready', { schema, config: { quiet: true, unlimited: true } }, async (request, reply) => {
    const dependencies = await Promise.all([
      probe('postgresql', () => catalog.ping()),
      probe('redis', () => broker.ping()),
    ])
    const isReady = dependencies.every(({ state }) => state === 'up')
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, dependencies })

    async function probe(name: string, ping: () => Promise<unknown>): Promise<Static<typeof Dependency>> {
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
