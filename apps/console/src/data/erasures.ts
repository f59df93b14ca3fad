import type { AcceptedErasure, Erasure, ErasureSelector } from '@syndicate/contracts'
import { client } from './client.ts'

const askEveryMs = 500

/** Asks for records to be erased, or counted, and waits until that is done or has to wait for runs. */
export async function eraseRecords(
  dataset: string,
  selector: ErasureSelector,
  dryRun: boolean,
): Promise<AcceptedErasure> {
  const params = { dataset }
  const asked = await client.request('POST /api/registry/:dataset/erasures', { params, body: { ...selector, dryRun } })
  let erasure: Erasure = asked
  while (erasure.state === 'running' && erasure.waitingFor === 0 && erasure.heldUp === null) {
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    erasure = await client.request('GET /api/registry/:dataset/erasures/:id', { params: { dataset, id: asked.id } })
  }
  return { ...erasure, salt: asked.salt }
}

export function truncateDataset(dataset: string, expect: number): Promise<unknown> {
  return client.request('POST /api/registry/:dataset/truncate', { params: { dataset }, body: { expect } })
}

export function deleteDataset(dataset: string, expect: number): Promise<unknown> {
  return client.request('DELETE /api/registry/:dataset', { params: { dataset }, query: { expect } })
}
