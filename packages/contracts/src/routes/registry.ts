import Type, { type Static } from 'typebox'
import { Dataset, DatasetDetail, DatasetSchema, RecordLineage } from '../dataset.ts'
import { AcceptedErasure, Erasure, ErasureSelector } from '../erasure.ts'
import { DatasetName } from '../recipe.ts'
import { csvReaders, recordFormats } from '../words.ts'
import { revalidated, withHeaders } from './answer-headers.ts'
import { defaulted, next, TextFilter, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** A name of another shape names no dataset, which is what the caller is told. */
const params = Type.Object({ dataset: TextFilter(100, 'The name of a dataset') })

export type RecordFormat = (typeof recordFormats)[number]

/** The media types of the forms records are given in. */
export const recordTypes = {
  ndjson: 'application/x-ndjson',
  json: 'application/json',
  csv: 'text/csv',
} as const satisfies Record<RecordFormat, string>

/** How many records a page has at most. */
export const maxRecordsPerPage = 10_000

/** Of how many versions these are at most, where each is told where it comes from. */
export const maxVersionsPerPage = 1_000

/** What a page looks at to find those that are wanted; the first to be met ends it. In records, and bytes of them. */
export const mostSearched = { records: 20_000, bytes: 16 * 1024 * 1024 }

/** Records of a version as JSON. */
const RecordPage = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  searched: Type.Optional(
    Type.Object(
      {
        records: Type.Integer(),
        unanswered: Type.Integer({
          description: 'Of how many `where` is neither true nor false: they lack a field, or have it in another type',
        }),
        reason: Type.Union([Type.String(), Type.Null()], { description: 'Why, of the first of them' }),
      },
      { description: 'With `where`: what was looked at for this page' },
    ),
  ),
  lineage: Type.Optional(
    Type.Array(RecordLineage, { description: 'With `lineage`: where the records come from, in their order' }),
  ),
  records: Type.Array(Type.Unknown()),
  next,
})

const aRecord = { cpu: 12.5, mem: 134217728, timestamp: '2026-01-02T03:04:05.000Z', level: 'ok' }

/** Bodies are sent as they are: the schemas are for the API reference. */
const content = {
  [recordTypes.ndjson]: { schema: Type.String(), example: `${JSON.stringify(aRecord)}\n` },
  [recordTypes.json]: {
    schema: RecordPage,
    example: { dataset: 'telemetry', version: 7, records: [aRecord], next: null },
  },
  [recordTypes.csv]: {
    schema: Type.String(),
    example: 'cpu,mem,timestamp,level\r\n12.5,134217728,2026-01-02T03:04:05.000Z,ok\r\n',
  },
}

type Records = Static<typeof RecordPage> | string | Uint8Array | AsyncIterable<unknown>

const maxVersion = 2_147_483_647

export const registryRoutes = {
  'GET /api/registry': {
    operationId: 'listDatasets',
    tag: 'registry',
    summary: 'List datasets, by name',
    query: Type.Object(
      {
        limit: defaulted(Type.Integer({ minimum: 1, maximum: 1000, default: 1000, description: 'How many at most' })),
        cursor: Type.Optional({ ...DatasetName, description: '`next` of the page before' }),
        q: Type.Optional(TextFilter(100, 'Looked for in the names of datasets and of their pipelines')),
        fields: Type.Optional(
          Type.Enum(['true'], { description: 'Counts also their fields by type; then a page has at most 100' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: revalidated(Type.Object({ datasets: Type.Array(refTo(Dataset)), next }), 'Link'),
    needs: 'read',
    revalidated: true,
    problems: wideProblems,
  },
  'GET /api/registry/:dataset': {
    operationId: 'showDataset',
    tag: 'registry',
    summary: 'Show a dataset: schema, mode, versions and head',
    params,
    answers: revalidated(refTo(DatasetDetail)),
    needs: 'read',
    revalidated: true,
    dataset: 'path',
    problems: ['dataset-not-found'],
  },
  'GET /api/registry/:dataset/records': {
    operationId: 'readRecords',
    tag: 'registry',
    summary: 'Read the live records of a dataset',
    description:
      'NDJSON unless `Accept` or `format` asks for JSON or CSV. Without `limit` and `cursor` everything is streamed; ' +
      'a page points to the next one with `Link: rel="next"`, and JSON also with `next`. A page has at most 4 MiB, and may so ' +
      'be shorter than asked for; a larger record is alone on its page. CSV has at most 1,000 columns; uploaded again, it gives the same records. ' +
      'What `where` asks for comes by pages: one looks at 20,000 records or 16 MiB of them, or works for 2 s, at most, and may so be short, or empty; ' +
      'as long as there is a next page, there is more to look at. So does what `lineage` tells, of 1,000 versions a page.',
    params,
    query: Type.Object(
      {
        version: Type.Optional(
          Type.Integer({ minimum: 1, maximum: maxVersion, description: 'The head when left out' }),
        ),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: maxRecordsPerPage,
            description: 'How many at most; everything when left out',
          }),
        ),
        cursor: Type.Optional(
          Type.String({ maxLength: 64, description: 'Of the page before, in its `Link` or its `next`' }),
        ),
        where: Type.Optional(
          TextFilter(2000, 'Those of which this CEL expression is true, such as `cpu > 90.0 && host == "a"`'),
        ),
        lineage: Type.Optional(
          Type.Enum(['true'], {
            description: 'Tells beside the records, in JSON, which run each comes from, by which pipeline',
          }),
        ),
        format: Type.Optional(Type.Enum(recordFormats, { description: 'Wins over Accept' })),
        for: Type.Optional(
          Type.Enum(csvReaders, {
            description:
              'For CSV that excel opens: with a byte order mark, and an apostrophe before text it would run as a formula',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: {
      200: withHeaders(
        Type.Unsafe<Records>({ description: 'The records', content }),
        'Link',
        'X-Dataset-Version',
        'X-Unanswered',
        'X-Unanswered-Reason',
      ),
    },
    needs: 'read',
    lasting: true,
    dataset: 'path',
    audit: 'dataset.read',
    problems: [
      'dataset-not-found',
      'version-not-found',
      'version-reclaimed',
      'not-acceptable',
      'csv-too-wide',
      'limits-exceeded',
      ...wideProblems,
    ],
  },
  'GET /api/registry/:dataset/schema': {
    operationId: 'showDatasetSchema',
    tag: 'registry',
    summary: 'Show what fields the records of a dataset have, and what changed of them when',
    description:
      'As records have them, whatever the schema of a pipeline says: names of every record that was stored, types where a schema says them and else by a sample of the records.',
    params,
    query: Type.Object(
      {
        limit: defaulted(Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Changes at most' })),
        cursor: Type.Optional(
          Type.Integer({ minimum: 1, maximum: maxVersion, description: '`next` of the page before' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: revalidated(refTo(DatasetSchema), 'Link'),
    needs: 'read',
    dataset: 'path',
    revalidated: true,
    problems: ['dataset-not-found'],
  },
  'POST /api/registry/:dataset/rollback': {
    operationId: 'rollbackDataset',
    tag: 'registry',
    summary: 'Move the head to another version, atomically; nothing is deleted',
    params,
    body: Type.Object(
      { version: Type.Integer({ minimum: 1, maximum: maxVersion, description: 'What readers shall see' }) },
      { additionalProperties: false, examples: [{ version: 6 }] },
    ),
    answers: { 200: refTo(DatasetDetail) },
    needs: 'operate',
    dataset: 'path',
    audit: 'dataset.rollback',
    problems: ['dataset-not-found', 'version-not-found', 'version-reclaimed'],
  },
  'POST /api/registry/:dataset/truncate': {
    operationId: 'truncateDataset',
    tag: 'registry',
    summary: 'Make a version of which readers see nothing; a rollback brings back what was there',
    params,
    body: Type.Object(
      {
        expect: Type.Optional(
          Type.Integer({ minimum: 1, maximum: maxVersion, description: 'Only when this is the head' }),
        ),
      },
      { additionalProperties: false, examples: [{ expect: 7 }] },
    ),
    answers: { 200: refTo(DatasetDetail) },
    needs: 'operate',
    dataset: 'path',
    audit: 'dataset.truncate',
    problems: ['dataset-not-found', 'dataset-changed'],
  },
  'DELETE /api/registry/:dataset': {
    operationId: 'deleteDataset',
    tag: 'registry',
    summary: 'Delete a dataset with all its versions and its quarantine, for good',
    description:
      'It is gone at once, and its bytes in the background. Its runs stay in the list, and their inputs for as long as others do. A run that publishes afterwards begins the dataset anew, also one that is under way.',
    params,
    query: Type.Object(
      {
        expect: Type.Integer({
          minimum: 1,
          maximum: maxVersion,
          description: 'Its head: deletes nothing when that is another by now',
        }),
      },
      { additionalProperties: false },
    ),
    answers: { 204: withHeaders(Type.Null({ description: 'It is gone' })) },
    needs: 'administer',
    dataset: 'path',
    audit: 'dataset.delete',
    problems: ['dataset-not-found', 'dataset-changed'],
  },
  'POST /api/registry/:dataset/erasures': {
    operationId: 'eraseRecords',
    tag: 'registry',
    summary: 'Erase records, such as those of a person, from all there is of a dataset',
    description:
      'From every version at once, for good, and from what is stored; from quarantine; and with each stored input that holds one of them in any form, which can not be replayed any more. ' +
      'Runs that were accepted before are waited for, and looked at when they have ended. What was asked for is forgotten when it is done. With `dryRun` nothing is erased, and the erasure says what would be.',
    params,
    body: Type.Object(
      {
        key: Type.Optional(ErasureSelector.anyOf[0].properties.key),
        where: Type.Optional(ErasureSelector.anyOf[1].properties.where),
        dryRun: Type.Optional(Type.Boolean({ description: 'Count, and erase nothing' })),
      },
      { additionalProperties: false, examples: [{ key: { id: 5 }, dryRun: true }] },
    ),
    answers: { 202: refTo(AcceptedErasure) },
    needs: 'administer',
    dataset: 'path',
    audit: 'dataset.erase',
    problems: ['dataset-not-found', 'too-many-erasures'],
  },
  'GET /api/registry/:dataset/erasures': {
    operationId: 'listErasures',
    tag: 'registry',
    summary: 'List erasures of a dataset, newest first',
    params,
    query: Type.Object(
      {
        limit: defaulted(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most' })),
      },
      { additionalProperties: false },
    ),
    answers: { 200: Type.Object({ erasures: Type.Array(refTo(Erasure)) }) },
    needs: 'administer',
    dataset: 'path',
    problems: ['dataset-not-found'],
  },
  'GET /api/registry/:dataset/erasures/:id': {
    operationId: 'showErasure',
    tag: 'registry',
    summary: 'Show how far an erasure is, and what it found',
    params: Type.Object({ ...params.properties, id: TextFilter(100, 'The id of an erasure') }),
    answers: { 200: refTo(Erasure) },
    needs: 'administer',
    dataset: 'path',
    problems: ['erasure-not-found'],
  },
} as const satisfies RouteTable
