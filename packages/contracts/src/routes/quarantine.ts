import Type from 'typebox'
import { Id, idShape } from '../id.ts'
import {
  QuarantineDiscard,
  QuarantineDiscardRequest,
  QuarantineDryRun,
  QuarantineReplay,
  QuarantineReplayRequest,
  SearchText,
} from '../quarantine-replay.ts'
import { QuarantinedRecord, QuarantineState, RefusalCode } from '../quarantine.ts'
import { Stage } from '../run.ts'
import { quarantineGroupings } from '../words.ts'
import { withHeaders } from './answer-headers.ts'
import { next, page, TextFilter, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** A run and a record of it. */
const placeShape = `${idShape.source.slice(0, -1)}\\.${idShape.source.slice(1)}`

const Group = Type.Object({
  stage: Stage,
  code: RefusalCode,
  field: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'With `group=field` and `group=reason`' }),
  ),
  reason: Type.Optional(
    Type.String({ description: 'With `group=reason`: the reason without the values it shows, each of which is `…`' }),
  ),
  values: Type.Optional(
    Type.Array(Type.String(), { description: 'With `group=reason`: some values at fault, as the reasons show them' }),
  ),
  count: Type.Integer(),
})

/** What refused records have in common. */
const quarantineFilter = {
  run: Type.Optional({ ...Id, description: 'Of this run' }),
  dataset: Type.Optional(TextFilter(64, 'Meant for this dataset; a key that may read some only has to name one')),
  stage: Type.Optional({ ...Stage, description: 'Refused by this stage' }),
  code: Type.Optional({ ...RefusalCode, description: 'Refused for this reason' }),
  field: Type.Optional(TextFilter(200, 'For this field')),
  reason: Type.Optional(TextFilter(1000, 'With this reason, as `group=reason` gives it')),
  q: Type.Optional(SearchText),
}

const cursor = Type.Optional(
  Type.String({ pattern: placeShape, maxLength: 73, description: '`next` of the page before' }),
)

const replayProblems = [
  'nothing-to-replay',
  'dataset-taken',
  'dataset-mode-conflict',
  'dataset-key-conflict',
  'too-many-runs',
  'too-many-bytes',
  'grown-too-large',
  'too-broad',
  'limits-exceeded',
  'overloaded',
] as const

/** Sent as it is: the schema is for the API reference. */
const sheet = {
  'text/csv': {
    schema: Type.String(),
    example:
      'refusal_id,refusal_field,refusal_reason,cpu\r\n019b7c1e-5a00-7000-8000-0123456789af,cpu,"""cpu"" is no number: ""hot""",hot\r\n',
  },
}

export const quarantineRoutes = {
  'GET /api/quarantine': {
    operationId: 'listQuarantine',
    tag: 'quarantine',
    summary: 'List refused records, or count them by stage and code, also by field, or by field and reason',
    description:
      'Newest runs first; of a single run, in the order it was refused. Only what a run has ended with: published, or rejected as a whole. A page has at most 4 MiB, and of long texts the first 4,096 characters; a record that is asked for by `id` comes in full. A page, of records or of counts, looks at no more than some ten thousand refusals, and into no more than 32 MiB of them where a reason or a text is asked for, and may so be shorter than asked for, or empty; as long as `next` is not null, there is more to look at, and counts are to be added up.',
    query: Type.Object(
      {
        id: Type.Optional({ ...Id, description: 'That one record, in full' }),
        ...quarantineFilter,
        state: Type.Optional({ ...QuarantineState, description: 'Where they are by now' }),
        group: Type.Optional(Type.Enum(quarantineGroupings, { description: 'Answers with counts instead of records' })),
        ...page,
        cursor,
      },
      { additionalProperties: false },
    ),
    answers: {
      200: withHeaders(
        Type.Object({
          records: Type.Optional(Type.Array(refTo(QuarantinedRecord))),
          next: Type.Optional(next),
          damaged: Type.Optional(
            Type.Integer({
              description: 'Records that belong here and cannot be read any more; absent when there are none',
            }),
          ),
          groups: Type.Optional(Type.Array(Group)),
        }),
        'Link',
      ),
    },
    needs: 'read',
    dataset: 'query',
    problems: wideProblems,
  },
  'GET /api/quarantine/csv': {
    operationId: 'sheetOfQuarantine',
    tag: 'quarantine',
    summary: 'Take open refused records to a spreadsheet',
    description:
      'A row for each: `refusal_id`, `refusal_field` and `refusal_reason`, then its fields as they were before the steps, or `refusal_original` where it could not be read. With a byte order mark, and an apostrophe before text that a spreadsheet would run as a formula. At most 10,000 records and 4 MiB, and what is found within some seconds; `Link: rel="next"` leads to a file with the others. Mended, it goes to `POST /api/quarantine/mend`.',
    query: Type.Object({ ...quarantineFilter, cursor }, { additionalProperties: false }),
    answers: {
      200: withHeaders(Type.Unsafe<string | Uint8Array>({ description: 'The records', content: sheet }), 'Link'),
    },
    needs: 'read',
    dataset: 'query',
    problems: ['csv-too-wide', ...wideProblems],
  },
  'POST /api/quarantine/mend': {
    operationId: 'mendQuarantined',
    tag: 'quarantine',
    summary: 'Run refused records again as a spreadsheet has mended them',
    description:
      'The body is a file of `GET /api/quarantine/csv`, mended: at most 4 MiB and 10,000 rows, cells apart by commas, semicolons or tabs. A record is found by its `refusal_id`, and what a row says of its fields is taken over, before the steps. Rows that changed nothing, or whose record is not open any more, are left, and it is said how many. Columns and rows may be left out. With `dryRun`, only says what would come of it now.',
    headers: Type.Object({
      'content-encoding': Type.Optional(Type.String({ description: '`zstd`, `gzip` or `br`' })),
    }),
    query: Type.Object(
      {
        dryRun: Type.Optional(Type.Enum(['true', 'false'], { description: 'Only says what would come of it' })),
        nameFrom: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, description: 'As in a replay' })),
      },
      { additionalProperties: false },
    ),
    answers: {
      202: { ...refTo(QuarantineReplay), description: 'The runs are durable and under way' },
      200: { ...refTo(QuarantineDryRun), description: 'What would come of it' },
    },
    needs: 'operate',
    streamed: true,
    dataset: 'selection',
    audit: 'quarantine.replay',
    problems: ['malformed-input', ...replayProblems],
  },
  'POST /api/quarantine/replay': {
    operationId: 'replayQuarantined',
    tag: 'quarantine',
    summary: 'Run refused records again, patched or as they were',
    description:
      'Through the whole pipeline as it is now, as a run of its own into the same dataset. At most 10,000 records and 16 MiB a request, and `more` says that there are others. A record is never replayed twice: it must be open, its run published and live, and it must not have been refused too often. A run whose records are of a version that is not live any more when it would publish fails with `version-superseded`, and they are open again. With `dryRun`, only says what would come of it now, as far as it gets in 5 seconds.',
    body: refTo(QuarantineReplayRequest),
    answers: {
      202: { ...refTo(QuarantineReplay), description: 'The runs are durable and under way' },
      200: { ...refTo(QuarantineDryRun), description: 'What would come of it' },
    },
    needs: 'operate',
    dataset: 'selection',
    audit: 'quarantine.replay',
    problems: replayProblems,
  },
  'POST /api/quarantine/discard': {
    operationId: 'discardQuarantined',
    tag: 'quarantine',
    summary: 'Mark refused records as not worth a replay',
    description:
      'They stay where they are, with who said so and why. At most 10,000 records a request, and `more` says that there are others.',
    body: refTo(QuarantineDiscardRequest),
    answers: { 200: refTo(QuarantineDiscard) },
    needs: 'operate',
    dataset: 'selection',
    audit: 'quarantine.discard',
    problems: wideProblems,
  },
} as const satisfies RouteTable
