import type { Dataset, DatasetDetail } from '@syndicate/contracts'
import { client } from './client.ts'

export type DatasetRecord = Record<string, unknown>

export interface RecordPage {
  version: number
  records: DatasetRecord[]
  next: string | null
}

const at = (name: string) => `/api/registry/${encodeURIComponent(name)}`

export async function listDatasets(signal?: AbortSignal): Promise<Dataset[]> {
  const { datasets } = await client.request<{ datasets: Dataset[] }>('GET', '/api/registry', {
    ...(signal && { signal }),
  })
  return datasets
}

export function showDataset(name: string, signal?: AbortSignal): Promise<DatasetDetail> {
  return client.request('GET', at(name), { ...(signal && { signal }) })
}

export function readRecords(name: string, version: number, cursor?: string, signal?: AbortSignal): Promise<RecordPage> {
  const query = { format: 'json', limit: 25, ...(cursor === undefined ? { version } : { cursor }) }
  return client.request('GET', `${at(name)}/records`, { query, ...(signal && { signal }) })
}

/** Where a browser finds all records of a version. */
export function downloadAddress(name: string, version: number, format: 'ndjson' | 'csv' | 'json'): string {
  return `${at(name)}/records?version=${version}&format=${format}`
}

export function rollBack(name: string, version: number): Promise<unknown> {
  return client.request('POST', `${at(name)}/rollback`, { body: { version } })
}
