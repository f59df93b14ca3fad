import type { Readable } from 'node:stream'
import { ProblemError } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { acceptsCoding, preferredType } from '../../http/accepts.ts'
import { nextLink } from '../../http/next-link.ts'
import { problemAnswers } from '../../http/schemas.ts'
import { DatasetParams } from './dataset-params.ts'
import { readCursor, writeCursor, type PageStart } from './page-cursor.ts'
import { readPage } from './read-page.ts'
import { pageText, recordForms, recordTypes, streamOf, type RecordForm } from './record-forms.ts'

const pageLimit = 10_000

const content = Object.fromEntries(recordTypes.map((type) => [type, { schema: Type.String() }]))

const schema = {
  tags: ['registry'],
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
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageLimit })),
      cursor: Type.Optional(Type.String({ maxLength: 64 })),
      format: Type.Optional(Type.Enum(['ndjson', 'json', 'csv'], { description: 'Wins over Accept' })),
    },
    { additionalProperties: false },
  ),
  response: { 200: Type.Unsafe<string | Readable>({ description: 'The records', content }), ...problemAnswers },
}

export function readRecords(app: App, { catalog, runs }: Gateway): void {
  const options = {
    schema,
    exposeHeadRoute: false,
    config: { needs: 'read', dataset: 'path', lasting: true, audit: 'dataset.read' },
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
    reply.type(recordForms[form]).header('vary', 'accept, accept-encoding').header('x-dataset-version', start.version)

    if (limit !== undefined || cursor !== undefined) {
      const page = await readPage(frames(), runs.engine, start, limit ?? pageLimit)
      const next = page.next && writeCursor(page.next)
      nextLink(request, reply, next)
      return reply.send(pageText(form, about, page.lines, next))
    }
    const untouched = form === 'ndjson' && acceptsCoding(request.headers['accept-encoding'], 'zstd')
    const stream: Readable = await streamOf(untouched ? 'stored' : form, about, { frames, engine: runs.engine })
    if (untouched) reply.header('content-encoding', 'zstd')
    return reply.send(stream)
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
