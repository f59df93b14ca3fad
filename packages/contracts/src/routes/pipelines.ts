import Type from 'typebox'
import { Pipeline } from '../recipe.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

export const pipelineRoutes = {
  'GET /api/pipelines': {
    operationId: 'listPipelines',
    tag: 'configuration',
    summary: 'List the configured pipelines',
    answers: { 200: Type.Object({ pipelines: Type.Array(refTo(Pipeline)) }) },
    needs: 'read',
  },
  'GET /api/schemas': {
    operationId: 'listSchemas',
    tag: 'configuration',
    summary: 'List the configured record schemas (JSON Schema 2020-12), by name',
    answers: {
      200: Type.Object(
        { schemas: Type.Record(Type.String(), Type.Unknown()) },
        { examples: [{ schemas: { telemetry: { type: 'object', properties: { cpu: { type: 'number' } } } } }] },
      ),
    },
    needs: 'read',
  },
} as const satisfies RouteTable
