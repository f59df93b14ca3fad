import type { Need } from '@syndicate/contracts'
import type { FastifySchema, RouteOptions } from 'fastify'
import { isChange } from '../auth/admission/refuse-cross-site.ts'
import { refusalsOf } from './refusals-of.ts'

/** A body that is read as it comes has no schema to be checked by. */
const streamedBody = {
  content: {
    '*/*': {
      schema: { description: 'The input', examples: ['{"cpu":12.5,"mem":134217728}\n{"cpu":80,"mem":268435456}\n'] },
    },
  },
}

/** What a route needs and may refuse, as its configuration says it, for the API reference. */
export function describeRoute(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  const { needs = 'nothing', light = false, streamed = false } = route.config ?? {}
  const changes = [route.method].flat().some(isChange)
  return {
    ...schema,
    ...(streamed && { body: streamedBody }),
    security: securityOf(needs, changes),
    'x-needs': needs,
    'x-limited': !light,
    'x-problems': refusalsOf(route),
  } as FastifySchema
}

function securityOf(needs: Need, changes: boolean): object[] {
  if (needs === 'nothing') return []
  if (needs === 'metrics') return [{ metrics: [] }]
  const session = changes ? { session: [], csrf: [] } : { session: [] }
  return needs === 'session' ? [session] : [session, { key: [] }]
}
