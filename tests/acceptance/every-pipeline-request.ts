import type { ProblemCode, Run } from '@syndicate/contracts'
import type { Client } from './client.ts'

interface Known {
  admin: Client
  published: Run
  noId: string
}

interface Ways {
  send: (method: string, path: string, body?: unknown) => Promise<Response>
  revalidated: (path: string) => [number, () => Promise<Response>][]
}

/** What the operations about pipelines may be made to answer without a fault. */
export function everyPipelineRequest({ admin, published, noId }: Known, { send, revalidated }: Ways) {
  const infer = (query: string, body?: string | FormData) =>
    admin.fetch(`/api/pipelines/infer?${query}`, { method: 'POST', ...(body !== undefined && { body }) })
  const post = (path: string, body: unknown) => send('POST', path, body)

  function apply(pipelines: object, more: object = {}): Promise<Response> {
    return post('/api/pipelines/apply', { pipelines, ...more })
  }

  function preview(sample: object, definition: object = { format: 'csv' }): Promise<Response> {
    return post('/api/pipelines/preview', { definition, sample })
  }

  async function removeOne(): Promise<Response> {
    await apply({ removed: { format: 'csv' } })
    return send('DELETE', '/api/pipelines/removed')
  }

  return {
    'GET /api/pipelines': [[200, () => admin.fetch('/api/pipelines')], ...revalidated('/api/pipelines')],
    'GET /api/pipelines/{name}': [
      [200, () => admin.fetch('/api/pipelines/telemetry?limit=1')],
      ...revalidated('/api/pipelines/telemetry'),
      ['unknown-pipeline', () => admin.fetch('/api/pipelines/nothing')],
    ],
    'GET /api/pipelines/{name}/versions/{version}': [
      [200, () => admin.fetch('/api/pipelines/telemetry/versions/1')],
      ...revalidated('/api/pipelines/telemetry/versions/1'),
      ['unknown-pipeline', () => admin.fetch('/api/pipelines/telemetry/versions/999')],
    ],
    'POST /api/pipelines/apply': [
      [200, () => apply({ applied: { format: 'csv', steps: [{ cast: { a: 'number' } }] } })],
      [200, () => apply({ applied: { format: 'json', fixtures: [] } }, { dryRun: true })],
      ['invalid-pipeline', () => apply({ applied: { format: 'xml' } })],
      ['pipeline-changed', () => apply({ applied: { format: 'csv' } }, { expect: { applied: 999 } })],
    ],
    'POST /api/pipelines/preview': [
      [200, () => preview({ text: 'a\n1\n' })],
      [200, () => preview({ run: published.runId })],
      [200, () => preview({ dataset: 'telemetry' })],
      ['invalid-pipeline', () => preview({ text: 'a\n1\n' }, { format: 'xml' })],
      ['malformed-input', () => preview({ base64: 'UEsDBBQAAAAIAA==' })],
      ['run-not-found', () => preview({ run: noId })],
      ['dataset-not-found', () => preview({ dataset: 'nothing' })],
    ],
    'POST /api/pipelines/{name}/check': [
      [200, () => post('/api/pipelines/telemetry/check', { definition: { format: 'json' }, inputs: 1 })],
      ['invalid-pipeline', () => post('/api/pipelines/telemetry/check', { definition: {} })],
      ['unknown-pipeline', () => post('/api/pipelines/nothing/check', { definition: { format: 'csv' } })],
    ],
    'DELETE /api/pipelines/{name}': [
      [204, removeOne],
      ['unknown-pipeline', () => send('DELETE', '/api/pipelines/nothing')],
    ],
    'POST /api/pipelines/infer': [
      [200, () => infer('name=people.csv', 'id,name\n1,Ada\n2,Bob\n')],
      [200, () => infer(`run=${published.runId}`)],
      [200, () => infer('dataset=telemetry')],
      ['malformed-input', () => infer('', '%PDF-1.7')],
      ['unsupported-media-type', () => infer('', new FormData())],
      ['run-not-found', () => infer(`run=${noId}`)],
      ['dataset-not-found', () => infer('dataset=nothing')],
    ],
  } satisfies Record<string, [expected: number | ProblemCode, ask: () => Promise<Response>][]>
}
