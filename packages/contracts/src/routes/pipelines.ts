import Type from 'typebox'
import { Pipeline } from '../recipe.ts'
import { revalidated } from './answer-headers.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** What is configured changes with a new start of the server only. In seconds. */
const configuredSeconds = 60

export const pipelineRoutes = {
  'GET /api/pipelines': {
    operationId: 'listPipelines',
    tag: 'configuration',
    summary: 'List the configured pipelines',
    answers: revalidated(Type.Object({ pipelines: Type.Array(refTo(Pipeline)) })),
    needs: 'read',
    revalidated: configuredSeconds,
  },
  'GET /api/schemas': {
    operationId: 'listSchemas',
    tag: 'configuration',
    summary: 'List the configured record schemas (JSON Schema 2020-12), by name',
    answers: revalidated(
      Type.Object(
        { schemas: Type.Record(Type.String(), Type.Unknown()) },
        { examples: [{ schemas: { telemetry: { type: 'object', properties: { cpu: { type: 'number' } } } } }] },
      ),
    ),
    needs: 'read',
    revalidated: configuredSeconds,
  },
} as const satisfies RouteTable
