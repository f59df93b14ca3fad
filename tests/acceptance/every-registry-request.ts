import { mostErasures, type ProblemCode } from '@syndicate/contracts'
import { vi } from 'vitest'
import type { Client } from './client.ts'

interface Known {
  admin: Client
  noId: string
}

interface Ways {
  send: (method: string, path: string, body?: unknown) => Promise<Response>
  revalidated: (path: string) => [number, () => Promise<Response>][]
}

/** What the operations about datasets may be made to answer without a fault. */
export function everyRegistryRequest({ admin, noId }: Known, { send, revalidated }: Ways) {
  const post = (path: string, body: unknown) => send('POST', path, body)
  const erasures = '/api/registry/telemetry/erasures'
  const tryErasing = () => post(erasures, { key: { cpu: -1 }, dryRun: true })

  async function lookAtErasure(): Promise<Response> {
    // Others may be under way.
    const asked = await vi.waitUntil(async () => {
      const answer = await tryErasing()
      return answer.status === 202 && answer
    }, 20_000)
    const { id } = (await asked.json()) as { id: string }
    return admin.fetch(`${erasures}/${id}`)
  }

  /** More at once than may be under way. */
  async function crowd(): Promise<Response> {
    const answers = await Promise.all(Array.from({ length: 2 * mostErasures.underWay }, tryErasing))
    return answers.find(({ status }) => status === 409) ?? answers[0]!
  }

  async function deleteOne(): Promise<Response> {
    const { version } = await admin.ingest({ pipeline: 'records', dataset: 'doomed' }, '[{"a":1}]')
    return send('DELETE', `/api/registry/doomed?expect=${version}`)
  }

  return {
    'GET /api/registry': [
      [200, () => admin.fetch('/api/registry')],
      [200, () => admin.fetch('/api/registry?q=tele&fields=true')],
      ...revalidated('/api/registry'),
    ],
    'GET /api/registry/{dataset}': [
      [200, () => admin.fetch('/api/registry/telemetry')],
      ...revalidated('/api/registry/telemetry'),
      ['dataset-not-found', () => admin.fetch('/api/registry/nothing')],
    ],
    'GET /api/registry/{dataset}/records': [
      ...[
        '',
        '?format=json',
        '?format=csv',
        '?limit=1',
        '?limit=1&format=json',
        '?where=true&format=json',
        '?lineage=true',
      ].map((query): [number, () => Promise<Response>] => [
        200,
        () => admin.fetch(`/api/registry/telemetry/records${query}`),
      ]),
      ['dataset-not-found', () => admin.fetch('/api/registry/nothing/records')],
      ['version-not-found', () => admin.fetch('/api/registry/telemetry/records?version=999')],
      ['validation-failed', () => admin.fetch('/api/registry/telemetry/records?where=%28')],
      ['not-acceptable', () => admin.fetch('/api/registry/telemetry/records', { headers: { accept: 'image/png' } })],
    ],
    'GET /api/registry/{dataset}/schema': [
      [200, () => admin.fetch('/api/registry/telemetry/schema?limit=1')],
      ...revalidated('/api/registry/telemetry/schema'),
      ['dataset-not-found', () => admin.fetch('/api/registry/nothing/schema')],
    ],
    'POST /api/registry/{dataset}/rollback': [
      [200, () => post('/api/registry/telemetry/rollback', { version: 1 })],
      ['dataset-not-found', () => post('/api/registry/nothing/rollback', { version: 1 })],
      ['version-not-found', () => post('/api/registry/telemetry/rollback', { version: 999 })],
    ],
    'POST /api/registry/{dataset}/truncate': [
      [200, () => post('/api/registry/telemetry/truncate', {})],
      ['dataset-not-found', () => post('/api/registry/nothing/truncate', {})],
      ['dataset-changed', () => post('/api/registry/telemetry/truncate', { expect: 999 })],
    ],
    'DELETE /api/registry/{dataset}': [
      [204, deleteOne],
      ['dataset-not-found', () => send('DELETE', '/api/registry/nothing?expect=1')],
      ['dataset-changed', () => send('DELETE', '/api/registry/telemetry?expect=999')],
    ],
    'POST /api/registry/{dataset}/erasures': [
      [202, tryErasing],
      ['too-many-erasures', crowd],
      ['dataset-not-found', () => post('/api/registry/nothing/erasures', { where: 'cpu < 0.0' })],
      ['validation-failed', () => post(erasures, { where: 'cpu <' })],
    ],
    'GET /api/registry/{dataset}/erasures': [
      [200, () => admin.fetch(erasures)],
      ['dataset-not-found', () => admin.fetch('/api/registry/nothing/erasures')],
    ],
    'GET /api/registry/{dataset}/erasures/{id}': [
      [200, lookAtErasure],
      ['erasure-not-found', () => admin.fetch(`${erasures}/${noId}`)],
    ],
  } satisfies Record<string, [number | ProblemCode, () => Promise<Response>][]>
}
