import Type from 'typebox'
import { Id } from '../id.ts'
import { Inference } from '../inference.ts'
import { Pipeline, PipelineAtVersion, PipelineDetail } from '../pipeline.ts'
import { PipelineApply, PipelineChanges } from '../pipeline-apply.ts'
import { aPipelineCheck, PipelineCheckRequest } from '../pipeline-check.ts'
import { PipelinePreview, PipelinePreviewRequest } from '../pipeline-preview.ts'
import { readQuery } from '../read-options.ts'
import { DatasetName } from '../recipe.ts'
import { formats } from '../words.ts'
import { revalidated, withHeaders } from './answer-headers.ts'
import { defaulted, next, TextFilter } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** Schemas by name stand in the configuration, which changes with a new start of the server only. In seconds. */
const configuredSeconds = 60

/** Lines are sent as they are: the schema is for the API reference. */
const checkLines = {
  'application/x-ndjson': {
    schema: Type.String({ description: 'Lines of JSON, each a `PipelineCheckLine`' }),
    example: [{ progress: { parts: 3, of: 9, records: 4200 } }, { result: aPipelineCheck }]
      .map((each) => `${JSON.stringify(each)}\n`)
      .join(''),
  },
}

/** A name of another shape names no pipeline, which is what the caller is told. */
const name = TextFilter(100, 'The name of a pipeline')
const version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

export const pipelineRoutes = {
  'GET /api/pipelines': {
    operationId: 'listPipelines',
    tag: 'pipelines',
    summary: 'List the pipelines as they are now, by name',
    description:
      'All of them, or a page where `limit` or `cursor` is given. With `definitions` each is whole, and a page has a megabyte of definitions at most, or one of them.',
    query: Type.Object(
      {
        definitions: Type.Optional(Type.Enum(['true', 'false'], { description: 'Whether each has its `definition`' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'How many at most' })),
        cursor: Type.Optional(TextFilter(100, '`next` of the page before')),
      },
      { additionalProperties: false },
    ),
    answers: revalidated(Type.Object({ pipelines: Type.Array(refTo(Pipeline)), next }), 'Link'),
    needs: 'read',
    revalidated: true,
  },
  'GET /api/pipelines/:name': {
    operationId: 'showPipeline',
    tag: 'pipelines',
    summary: 'Show a pipeline whole, and its versions',
    description: 'One that was removed is still shown, as it was last. The newest versions are kept.',
    params: Type.Object({ name }),
    query: Type.Object(
      {
        limit: defaulted(
          Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many versions at most' }),
        ),
        cursor: Type.Optional({ ...version, description: '`next` of the page before' }),
      },
      { additionalProperties: false },
    ),
    answers: revalidated(refTo(PipelineDetail), 'Link'),
    needs: 'read',
    revalidated: true,
    dataset: 'pipeline',
    problems: ['unknown-pipeline'],
  },
  'GET /api/pipelines/:name/versions/:version': {
    operationId: 'showPipelineVersion',
    tag: 'pipelines',
    summary: 'Show a version of a pipeline, whole',
    params: Type.Object({ name, version: { ...version, description: 'Its number' } }),
    answers: revalidated(refTo(PipelineAtVersion)),
    needs: 'read',
    revalidated: true,
    dataset: 'pipeline',
    problems: ['unknown-pipeline', 'version-reclaimed'],
  },
  'POST /api/pipelines/apply': {
    operationId: 'applyPipelines',
    tag: 'pipelines',
    summary: 'Make pipelines what they shall be',
    description:
      'Each that differs from what is there gets a new version: all of them or none. It counts for every run that is accepted ' +
      'from then on, at every gateway within a second; runs under way keep theirs. Definitions are held to all that a run needs, ' +
      'fixtures included; what is wrong with them is in `errors`. Apply what was applied and nothing changes.',
    body: refTo(PipelineApply),
    answers: { 200: refTo(PipelineChanges) },
    needs: 'operate',
    audit: 'pipeline.apply',
    problems: ['invalid-pipeline', 'pipeline-changed', 'overloaded'],
  },
  'POST /api/pipelines/preview': {
    operationId: 'previewPipeline',
    tag: 'pipelines',
    summary: 'Show what a pipeline would make of a sample, without effect',
    description:
      'The pipeline need not exist. The request has at most a megabyte (`api.etl.maxBodyBytes`); of an earlier input and of a ' +
      'dataset, the first 4 MiB are looked at, and a key that may read some datasets only sees no others. It has 5 seconds. What is wrong ' +
      'with the definition is told as when it is applied, and what is wrong with the sample as when it is uploaded or its run has ended.',
    body: refTo(PipelinePreviewRequest),
    answers: { 200: Type.Unsafe<PipelinePreview | Uint8Array>(refTo(PipelinePreview)) },
    needs: 'start',
    audit: 'dataset.read',
    problems: [
      'invalid-pipeline',
      'run-not-found',
      'input-reclaimed',
      'dataset-not-found',
      'version-reclaimed',
      'malformed-input',
      'grown-too-large',
      'limits-exceeded',
      'overloaded',
    ],
  },
  'POST /api/pipelines/:name/check': {
    operationId: 'checkPipeline',
    tag: 'pipelines',
    summary: 'Say what a definition would have made of the newest inputs of a pipeline',
    description:
      'Of those that are still kept, as they were read then, however much that is: it takes about as long as a run over them, has no effect and ends ' +
      'when its caller leaves. The answer is NDJSON: lines of `progress`, and last one with the `result`, or with the `problem` that ended it.',
    params: Type.Object({ name }),
    body: refTo(PipelineCheckRequest),
    answers: {
      200: Type.Unsafe<string | AsyncIterable<unknown>>({
        description: 'How far it has come, and what was found',
        content: checkLines,
      }),
    },
    needs: 'start',
    lasting: true,
    audit: 'dataset.read',
    problems: ['invalid-pipeline', 'unknown-pipeline', 'too-broad', 'overloaded'],
  },
  'DELETE /api/pipelines/:name': {
    operationId: 'removePipeline',
    tag: 'pipelines',
    summary: 'Remove a pipeline, also one that is built in or stands in a file',
    description:
      'No more runs of it are accepted; those under way go on, and its versions and its dataset stay. It comes back when it ' +
      'is applied again, or when what a file says of it changes.',
    params: Type.Object({ name }),
    answers: { 204: withHeaders(Type.Null({ description: 'It is gone' })) },
    needs: 'operate',
    audit: 'pipeline.remove',
    problems: ['unknown-pipeline'],
  },
  'POST /api/pipelines/infer': {
    operationId: 'inferPipeline',
    tag: 'pipelines',
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
    tag: 'pipelines',
    summary: 'List the record schemas that the configuration names (JSON Schema 2020-12)',
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
