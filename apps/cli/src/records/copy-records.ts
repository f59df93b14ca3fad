import type { QueryOf } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { countOf } from '../output/figures.ts'

const route = 'GET /api/registry/:dataset/records'

/** Records of a page at most, as the server has it. */
export const pageLimit = 10_000

export type RecordsQuery = QueryOf<typeof route>

/** Copies everything to standard output as it comes, or the first page of it. */
export async function copyRecords(here: Context, dataset: string, query: RecordsQuery): Promise<void> {
  await copy(here, dataset, query)
}

/** Copies page after page of NDJSON to standard output, up to so many records. */
export async function copyPages(here: Context, dataset: string, query: RecordsQuery, limit: number): Promise<void> {
  const { version, ...every } = query
  const unanswered = countUnanswered()
  let left = limit
  let from: RecordsQuery = version === undefined ? {} : { version }
  for (let isMore = true; isMore && left > 0;) {
    const atOnce = Math.min(left, pageLimit)
    const { records, next, headers } = await copy(here, dataset, { ...every, limit: atOnce, ...from })
    unanswered.add(Number(headers.get('x-unanswered') ?? 0), () => reasonIn(headers))
    left -= records
    from = { cursor: next }
    isMore = next !== undefined
  }
  unanswered.tell(here)
}

const lineFeed = 10

/** @returns how many lines it had, the cursor of the page after it, and what the answer said beside */
async function copy({ client, out, interrupted }: Context, dataset: string, query: RecordsQuery) {
  const answer = await (await client()).raw(route, { params: { dataset }, query, signal: interrupted })
  let records = 0
  try {
    for await (const chunk of answer.body ?? []) {
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) records += 1
      await out.raw(chunk)
    }
  } catch (error) {
    if (interrupted.aborted) throw error
    throw new CliError('failed', 'The answer broke off: what was written is not complete', undefined, { cause: error })
  }
  const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  const cursor = (next && new URL(next, answer.url).searchParams.get('cursor')) || undefined
  return { records, next: cursor, headers: answer.headers }
}

/** Writes a line for each record, with what it comes from beside it, up to so many. */
export async function copyWithLineage(
  here: Context,
  dataset: string,
  { version, where }: RecordsQuery,
  limit: number,
): Promise<void> {
  const { client, out, interrupted: signal } = here
  const unanswered = countUnanswered()
  let left = limit
  let from: RecordsQuery = version === undefined ? {} : { version }
  for (let isMore = true; isMore && left > 0;) {
    const query = { where, lineage: 'true', format: 'json', limit: Math.min(left, pageLimit), ...from } as const
    const page = await (await client()).request(route, { params: { dataset }, query, signal })
    const {
      records,
      lineage = [],
      next,
      searched,
    } = page as Exclude<typeof page, string | Uint8Array | AsyncIterable<unknown>>
    unanswered.add(searched?.unanswered ?? 0, () => searched?.reason ?? undefined)
    let at = 0
    for (const { records: count, ...source } of lineage) {
      const lines = records.slice(at, at + count).map((record) => `${JSON.stringify({ ...source, record })}\n`)
      await out.raw(Buffer.from(lines.join('')))
      at += count
    }
    left -= records.length
    from = { cursor: next ?? undefined }
    isMore = next !== null
  }
  unanswered.tell(here)
}

/** Of how many records a condition is neither true nor false, over all pages, and why of the first. */
function countUnanswered() {
  let count = 0
  let reason: string | undefined
  return {
    add(more: number, why: () => string | undefined): void {
      if (more === 0) return
      count += more
      reason ??= why()
    },
    tell({ out }: Context): void {
      if (count === 0) return
      out.note(`Of ${countOf(count, 'record')} --where is neither true nor false${reason ? `: ${reason}` : ''}`)
    },
  }
}

function reasonIn(headers: Headers): string | undefined {
  const said = headers.get('x-unanswered-reason')
  return said === null ? undefined : decodeURIComponent(said)
}
