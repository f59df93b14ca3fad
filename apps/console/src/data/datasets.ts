import type { AnswerTo, Dataset, DatasetDetail, DatasetSchema, RecordFormat, RecordLineage } from '@syndicate/contracts'
import { pathTo } from '@syndicate/contracts/path-to'
import { client } from './client.ts'

export type DatasetRecord = Record<string, unknown>

/** A record, and where it comes from. */
export interface RecordRow {
  /** Its place among those that were loaded, from 0. */
  index: number
  record: DatasetRecord
  source: RecordLineage
}

/** What was looked at to find records. */
export type Searched = NonNullable<AnswerTo<'GET /api/registry/:dataset/records'>['searched']>

export interface FoundRecords {
  rows: RecordRow[]
  /** With a condition: of all pages so far. */
  searched: Searched | undefined
  next: string | null
}

const recordsRoute = 'GET /api/registry/:dataset/records'

export interface DatasetPage {
  datasets: Dataset[]
  next: string | null
}

/** All of them, as far as one page of a thousand goes on to the next. */
export async function listDatasets(signal?: AbortSignal): Promise<Dataset[]> {
  const all: Dataset[] = []
  let cursor: string | undefined
  do {
    const { datasets, next } = await client.request('GET /api/registry', { query: { cursor }, signal })
    all.push(...datasets)
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return all
}

/** A page of those whose name, or whose pipeline's, has `q` in it, with the types of their fields. */
export function findDatasets(q: string, cursor?: string, signal?: AbortSignal): Promise<DatasetPage> {
  const query = { limit: 100, fields: 'true', ...(q && { q }), cursor } as const
  return client.request('GET /api/registry', { query, signal })
}

export function showDataset(name: string, signal?: AbortSignal): Promise<DatasetDetail> {
  return client.request('GET /api/registry/:dataset', { params: { dataset: name }, signal })
}

export function showDatasetSchema(name: string, cursor?: number, signal?: AbortSignal): Promise<DatasetSchema> {
  return client.request('GET /api/registry/:dataset/schema', { params: { dataset: name }, query: { cursor }, signal })
}

/** Where few are wanted, a page may be empty and others behind it not: so many are asked for at once, and to sort all that is found. */
const mostPages = 5

interface Wanted {
  version: number
  /** A CEL expression that is true of them. */
  where: string | undefined
  limit: number
  /** Goes on to the end of a search, as far as that takes few pages. */
  isWhole?: boolean
}

/**
 * Records of a version, each with where it comes from.
 * @param before what they go on from: pages that were read of the same
 */
export async function findRecords(
  name: string,
  { version, where, limit, isWhole = false }: Wanted,
  before?: FoundRecords,
  signal?: AbortSignal,
): Promise<FoundRecords> {
  const rows = [...(before?.rows ?? [])]
  let searched = before?.searched
  let next = before?.next ?? null
  for (
    let page = 0;
    page === 0 ||
    (page < mostPages &&
      next !== null &&
      ((isWhole && where !== undefined) || rows.length === (before?.rows.length ?? 0)));
    page += 1
  ) {
    const from = next === null ? { version } : { cursor: next }
    const query = { format: 'json', lineage: 'true', limit, ...from, ...(where && { where }) } as const
    const found = await client.request(recordsRoute, { params: { dataset: name }, query, signal })
    // Every pipeline makes records of what it publishes, which the contract leaves open.
    const records = found.records as DatasetRecord[]
    const sources = (found.lineage ?? []).flatMap((source) => Array<RecordLineage>(source.records).fill(source))
    for (const [at, record] of records.entries()) rows.push({ index: rows.length, record, source: sources[at]! })
    searched = sumOf(searched, found.searched)
    next = found.next
  }
  return { rows, searched, next }
}

function sumOf(one: Searched | undefined, other: Searched | undefined): Searched | undefined {
  if (!one || !other) return one ?? other
  return {
    records: one.records + other.records,
    unanswered: one.unanswered + other.unanswered,
    reason: one.reason ?? other.reason,
  }
}

export interface RecordPage {
  version: number
  records: DatasetRecord[]
  next: string | null
}

/** The first records of a version, as they are. */
export async function readRecords(name: string, version: number, signal?: AbortSignal): Promise<RecordPage> {
  const query = { format: 'json', limit: 25, version } as const
  const page = await client.request(recordsRoute, { params: { dataset: name }, query, signal })
  return page as typeof page & { records: DatasetRecord[] }
}

/** What records are taken along as: in a format, or as the CSV that a spreadsheet opens. */
export type DownloadForm = { format: RecordFormat; for?: 'excel' }

/** Where a browser finds all records of a version. */
export function downloadAddress(name: string, version: number, form: DownloadForm): string {
  return pathTo(recordsRoute, { params: { dataset: name }, query: { version, ...form } })
}

export function rollBack(name: string, version: number): Promise<unknown> {
  return client.request('POST /api/registry/:dataset/rollback', { params: { dataset: name }, body: { version } })
}
