import Type from 'typebox'
import { Inference } from '../inference.ts'
import { readQuery } from '../read-options.ts'
import { DatasetName, Pipeline } from '../recipe.ts'
import { Id } from '../id.ts'
import { formats } from '../words.ts'
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
  'POST /api/pipelines/infer': {
    operationId: 'inferPipeline',
    tag: 'configuration',
    summary: 'Say what pipeline would take a file, by its head, with the evidence',
    description:
      'The body is the head of a file, or all of it: of what is sent, at most the first 4 MiB are read, unpacked. Instead of a body, `run` names an earlier ' +
      'run, whose input is looked at, or `dataset` one whose live records are; both need the right to read. What is said of the reading is ' +
      'taken as it is, and all else is found out. Nothing is kept of it.',
    headers: Type.Object({
      'content-encoding': Type.Optional(Type.String({ description: '`zstd`, `gzip` or `br`' })),
    }),
    query: Type.Object(
      {
        name: Type.Optional(
          Type.String({ maxLength: 300, description: 'What the file is called, which the dataset is named after' }),
        ),
        part: Type.Optional(
          Type.Enum(['true', 'false'], { description: 'Whether the file goes on behind what is sent' }),
        ),
        run: Type.Optional({ ...Id, description: 'Instead of a body: an earlier run, by whose input' }),
        dataset: Type.Optional({ ...DatasetName, description: 'Instead of a body: by the live records of a dataset' }),
        format: Type.Optional(Type.Enum(formats, { description: 'What the body is, where that is known' })),
        ...readQuery,
      },
      { additionalProperties: false },
    ),
    answers: { 200: refTo(Inference) },
    needs: 'start',
    streamed: true,
    audit: 'pipeline.infer',
    problems: [
      'malformed-input',
      'run-not-found',
      'dataset-not-found',
      'version-reclaimed',
      'input-reclaimed',
      'input-lost',
      'limits-exceeded',
      'overloaded',
    ],
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
