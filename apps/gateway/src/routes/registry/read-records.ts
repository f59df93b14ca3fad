import type { Readable } from 'node:stream'
import { ProblemError } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { acceptsCoding, preferredType } from '../../http/accepts.ts'
import { nextLink } from '../../http/next-link.ts'
import { DatasetParams } from './dataset-params.ts'
import { readCursor, writeCursor, type PageStart } from './page-cursor.ts'
import { readPage } from './read-page.ts'
import { pageText, recordForms, recordTypes, streamOf, type RecordForm } from './record-forms.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const pageLimit = 10_000

const page = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  records: Type.Array(Type.Unknown()),
  next: Type.Union([Type.String(), Type.Null()]),
})

const aRecord = { cpu: 12.5, mem: 40, timestamp: '2026-01-02T03:04:05.000Z', load: 26.25, level: 'ok' }

/** Bodies are sent as they are: the schemas are for the API reference. */
const content = {
  [recordForms.ndjson]: { schema: Type.String(), example: `${JSON.stringify(aRecord)}\n` },
  [recordForms.json]: {
    schema: page,
    example: { dataset: 'telemetry', version: 7, records: [aRecord], next: null },
  },
  [recordForms.csv]: {
    schema: Type.String(),
    example: 'cpu,mem,timestamp,load,level\r\n12.5,40,2026-01-02T03:04:05.000Z,26.25,ok\r\n',
  },
}

const schema = {
  tags: ['registry'],
  operationId: 'readRecords',
  summary: 'Read the live records of a dataset',
  description:
    'NDJSON unless `Accept` or `format` asks for JSON or CSV. Without `limit` and `cursor` everything is streamed; ' +
    'a page points to the next one with `Link: rel="next"`, and JSON also with `next`.',
  params: DatasetParams,
  querystring: Type.Object(
    {
      version: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The head when left out' }),
      ),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: pageLimit, description: 'How many at most; everything when left out' }),
      ),
      cursor: Type.Optional(
        Type.String({ maxLength: 64, description: 'Of the page before, in its `Link` or its `next`' }),
      ),
      format: Type.Optional(Type.Enum(['ndjson', 'json', 'csv'], { description: 'Wins over Accept' })),
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Unsafe<string | Readable>({ description: 'The records', content }),
      'Link',
      'X-Dataset-Version',
    ),
  },
}

export function readRecords(app: App, { catalog, runs }: Gateway): void {
  const options = {
    schema,
    exposeHeadRoute: false,
    config: {
      needs: 'read',
      lasting: true,
      dataset: 'path',
      audit: 'dataset.read',
      problems: ['dataset-not-found', 'version-not-found', 'version-reclaimed', 'not-acceptable'],
    },
  } as const
  app.get('/api/registry/:dataset/records', options, async (request, reply) => {
    const { dataset } = request.params
    const { limit, cursor } = request.query
    const form = formOf(request.query.format, request.headers.accept)
    const detail = await catalog.registry.get(dataset)
    if (!detail) throw new ProblemError('dataset-not-found', `There is no dataset ${dataset}`)
    const start: PageStart =
      cursor === undefined
        ? { version: request.query.version ?? detail.head, after: null, skip: 0 }
        : readCursor(cursor)
    const frames = () =>
      catalog.registry.frames(dataset, { version: start.version, ...(start.after && { after: start.after }) })
    const about = { dataset, version: start.version, schema: detail.schema }
    // Not before the records are there: a refusal must not carry them.
    const describe = () =>
      reply.type(recordForms[form]).header('vary', 'accept, accept-encoding').header('x-dataset-version', start.version)

    if (limit !== undefined || cursor !== undefined) {
      const page = await readPage(frames(), runs.host, start, limit ?? pageLimit)
      const next = page.next && writeCursor(page.next)
      nextLink(request, reply, next)
      return describe().send(pageText(form, about, page.lines, next))
    }
    const untouched = form === 'ndjson' && acceptsCoding(request.headers['accept-encoding'], 'zstd')
    const stream: Readable = await streamOf(untouched ? 'stored' : form, about, { frames, host: runs.host })
    if (untouched) reply.header('content-encoding', 'zstd')
    return describe().send(stream)
  })
}

/** @throws ProblemError not-acceptable */
function formOf(asked: RecordForm | undefined, accept: string | undefined): RecordForm {
  if (asked) return asked
  const type = preferredType(accept, recordTypes)
  const form = (Object.keys(recordForms) as RecordForm[]).find((each) => recordForms[each] === type)
  if (!form) throw new ProblemError('not-acceptable', `Available are ${recordTypes.join(', ')}`)
  return form
}
