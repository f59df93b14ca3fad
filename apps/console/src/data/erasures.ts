import type { AcceptedErasure, Erasure, ErasureSelector } from '@syndicate/contracts'
import { client } from './client.ts'

/** Asks for records to be erased, or with `dryRun` only counted. What becomes of it is asked for by its id. */
export function askErasure(dataset: string, selector: ErasureSelector, dryRun: boolean): Promise<AcceptedErasure> {
  const params = { dataset }
  return client.request('POST /api/registry/:dataset/erasures', { params, body: { ...selector, dryRun } })
}

export function showErasure(dataset: string, id: string, signal: AbortSignal): Promise<Erasure> {
  return client.request('GET /api/registry/:dataset/erasures/:id', { params: { dataset, id }, signal })
}

export function truncateDataset(dataset: string, expect: number): Promise<unknown> {
  return client.request('POST /api/registry/:dataset/truncate', { params: { dataset }, body: { expect } })
}

export function deleteDataset(dataset: string, expect: number): Promise<unknown> {
  return client.request('DELETE /api/registry/:dataset', { params: { dataset }, query: { expect } })
}
