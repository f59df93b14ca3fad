import type { Readable } from 'node:stream'
import { maxRecordsPerPage, ProblemError, recordTypes, type RecordFormat } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { acceptsCoding, preferredType } from '../../http/answers/accepts.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'
import { readCursor, type PageStart } from './page-cursor.ts'
import { readPage } from './read-page.ts'
import { pageBody, pageContentBytes, streamOf } from './record-forms.ts'

export function readRecords(app: App, { catalog, csv }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset/records', { exposeHeadRoute: false }, async (request, reply) => {
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
    const about = { dataset, version: start.version, schema: detail.schema, forExcel: request.query.for === 'excel' }
    // Not before the records are there: a refusal must not carry them.
    const describe = () =>
      reply.type(recordTypes[form]).header('vary', 'accept, accept-encoding').header('x-dataset-version', start.version)

    if (limit !== undefined || cursor !== undefined) {
      const most = { records: limit ?? maxRecordsPerPage, bytes: pageContentBytes }
      const { body, next } = await pageBody(form, about, await readPage(frames(), start, most), csv)
      nextLink(request, reply, next)
      return describe().send(body)
    }
    const untouched = form === 'ndjson' && acceptsCoding(request.headers['accept-encoding'], 'zstd')
    const stream: Readable = await streamOf(untouched ? 'stored' : form, about, { frames, csv })
    if (untouched) reply.header('content-encoding', 'zstd')
    return describe().send(stream)
  })
}

/** @throws ProblemError not-acceptable */
function formOf(asked: RecordFormat | undefined, accept: string | undefined): RecordFormat {
  if (asked) return asked
  const offered = Object.values(recordTypes)
  const type = preferredType(accept, offered)
  const form = (Object.keys(recordTypes) as RecordFormat[]).find((each) => recordTypes[each] === type)
  if (!form) throw new ProblemError('not-acceptable', `Available are ${offered.join(', ')}`)
  return form
}
