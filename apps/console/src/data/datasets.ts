import type { Dataset, DatasetDetail, DatasetSchema, RecordFormat } from '@syndicate/contracts'
import { pathTo } from '@syndicate/contracts/path-to'
import { client } from './client.ts'

export type DatasetRecord = Record<string, unknown>

export interface RecordPage {
  version: number
  records: DatasetRecord[]
  next: string | null
}

const recordsRoute = 'GET /api/registry/:dataset/records'

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

export function showDataset(name: string, signal?: AbortSignal): Promise<DatasetDetail> {
  return client.request('GET /api/registry/:dataset', { params: { dataset: name }, signal })
}

export function showDatasetSchema(name: string, cursor?: number, signal?: AbortSignal): Promise<DatasetSchema> {
  return client.request('GET /api/registry/:dataset/schema', { params: { dataset: name }, query: { cursor }, signal })
}

export async function readRecords(
  name: string,
  version: number,
  cursor?: string,
  signal?: AbortSignal,
): Promise<RecordPage> {
  const query = { format: 'json', limit: 25, ...(cursor === undefined ? { version } : { cursor }) } as const
  const page = await client.request(recordsRoute, { params: { dataset: name }, query, signal })
  // Every pipeline makes records of what it publishes, which the contract leaves open.
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
