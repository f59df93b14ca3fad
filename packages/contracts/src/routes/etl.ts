import Type from 'typebox'
import { readQuery } from '../read-options.ts'
import { DatasetName } from '../recipe.ts'
import { FileName } from '../run.ts'
import { StartRequest } from '../start.ts'
import { formats } from '../words.ts'
import { startAnswers, startHeaders, startProblems } from './accepted.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

const datasetWish =
  'Into which dataset, when not the pipeline’s own: one that belongs to this pipeline or to none, or that the configuration lists under its `datasets`'

export const etlRoutes = {
  'POST /api/etl/start': {
    operationId: 'startRun',
    tag: 'etl',
    summary: 'Start a run on a payload in the request',
    description:
      'For up to a megabyte (`api.etl.maxBodyBytes`); an upload takes any size. The payload is durable before the answer comes. ' +
      'Send the same `Idempotency-Key` again when no answer came: it is one run then. It may be used anew once that run failed, was rejected or cancelled.',
    headers: startHeaders,
    body: refTo(StartRequest),
    answers: startAnswers,
    needs: 'start',
    lasting: true,
    audit: 'run.start',
    problems: startProblems,
  },
  'POST /api/etl/upload': {
    operationId: 'uploadInput',
    tag: 'etl',
    summary: 'Start a run on a streamed body',
    description:
      'The body is the input, of any media type and size up to the configured limit. Content-Encoding zstd, gzip and br are undone.',
    headers: Type.Object({
      ...startHeaders.properties,
      'content-encoding': Type.Optional(Type.String({ description: '`zstd`, `gzip` or `br`' })),
    }),
    query: Type.Object(
      {
        pipeline: Type.String({ minLength: 1, maxLength: 64, description: 'Where to' }),
        format: Type.Optional(Type.Enum(formats, { description: "What the body is, when not the pipeline's format" })),
        dataset: Type.Optional({ ...DatasetName, description: datasetWish }),
        fileName: Type.Optional({ ...FileName, description: 'What the file is called, for people to know the run by' }),
        ...readQuery,
      },
      { additionalProperties: false },
    ),
    answers: startAnswers,
    needs: 'start',
    lasting: true,
    streamed: true,
    audit: 'run.start',
    problems: startProblems,
  },
} as const satisfies RouteTable
