import type { Readable } from 'node:stream'
import {
  maxRecordsPerPage,
  maxVersionsPerPage,
  ProblemError,
  recordTypes,
  type QueryOf,
  type RecordFormat,
} from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { acceptsCoding, preferredType } from '../../http/answers/accepts.ts'
import { leavingOf } from '../../http/leaving-of.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'
import { lineageOf } from './lineage-of.ts'
import { readCursor, type PageStart } from './page-cursor.ts'
import { readPage } from './read-page.ts'
import { pageBody, pageContentBytes, streamOf } from './record-forms.ts'
import { createSieve, unansweredHeaders } from './search-sieve.ts'

type Query = QueryOf<'GET /api/registry/:dataset/records'>

export function readRecords(app: App, { catalog, csv, runs, searches }: Gateway): void {
  bind(app, 'GET /api/registry/:dataset/records', { exposeHeadRoute: false }, async (request, reply) => {
    const { dataset } = request.params
    const { cursor, where, lineage } = request.query
    const form = formOf(request.query, request.headers.accept)
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

    const most = mostOf(request.query)
    if (most !== undefined) {
      const sieve = where === undefined ? undefined : createSieve(runs.executor, where, leavingOf(reply))
      const mostOfPage = lineage
        ? { records: most, bytes: pageContentBytes(true), versions: maxVersionsPerPage }
        : { records: most, bytes: pageContentBytes(false) }
      const read = () => readPage(frames(), start, mostOfPage, sieve)
      const page = sieve ? await searches(request, read) : await read()
      const told = {
        ...about,
        ...(sieve && { searched: sieve.looked }),
        ...(lineage && { lineage: await sourcesOf(dataset, page.keys) }),
      }
      const { body, next } = await pageBody(form, told, page, csv)
      nextLink(request, reply, next)
      if (sieve) reply.headers(unansweredHeaders(sieve.looked))
      return describe().send(body)
    }
    const untouched = form === 'ndjson' && acceptsCoding(request.headers['accept-encoding'], 'zstd')
    const stream: Readable = await streamOf(untouched ? 'stored' : form, about, { frames, csv })
    if (untouched) reply.header('content-encoding', 'zstd')
    return describe().send(stream)
  })

  async function sourcesOf(dataset: string, keys: Parameters<typeof lineageOf>[0]) {
    const versions = [...new Set(keys.map(({ version }) => version))]
    return lineageOf(keys, await catalog.registry.origins(dataset, versions))
  }
}

/** Records of a page; none: everything is streamed. What is looked for, and where it comes from, comes by pages. */
function mostOf({ limit, cursor, where, lineage }: Query): number | undefined {
  return limit ?? ((cursor ?? where ?? lineage) !== undefined ? maxRecordsPerPage : undefined)
}

/** @throws ProblemError not-acceptable, validation-failed */
function formOf({ format, lineage }: Query, accept: string | undefined): RecordFormat {
  if (!lineage) return format ?? acceptedForm(accept)
  if (format && format !== 'json') throw new ProblemError('validation-failed', 'lineage: is told in JSON alone')
  return 'json'
}

/** @throws ProblemError not-acceptable */
function acceptedForm(accept: string | undefined): RecordFormat {
  const offered = Object.values(recordTypes)
  const type = preferredType(accept, offered)
  const form = (Object.keys(recordTypes) as RecordFormat[]).find((each) => recordTypes[each] === type)
  if (!form) throw new ProblemError('not-acceptable', `Available are ${offered.join(', ')}`)
  return form
}
