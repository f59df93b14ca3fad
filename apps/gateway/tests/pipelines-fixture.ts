import type { PipelineChange, PipelineDetail, Problem, Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import { bodyOf, type Client, type OpenGateway } from './fixture.ts'

/** A pipeline whose records say what made them. */
export const tagged = (tag: string, more: object = {}) => ({
  format: 'ndjson',
  steps: [{ derive: { tag: `"${tag}"` } }],
  ...more,
})

/** Somebody who works with pipelines at a gateway. */
export async function pipelinesAt(gateway: OpenGateway) {
  const operator: Client & { userId: string; username: string } = await gateway.enter('operator')
  const send = (pipelines: Record<string, unknown>, more: object) =>
    operator.post('/api/pipelines/apply', { pipelines, ...more })

  return {
    operator,
    async apply(pipelines: Record<string, unknown>, more: object = {}): Promise<PipelineChange[]> {
      const response = await send(pipelines, more)
      const text = await response.text()
      expect([response.status, response.status === 200 ? '' : text]).toEqual([200, ''])
      return (JSON.parse(text) as { changes: PipelineChange[] }).changes
    },
    async refused(pipelines: Record<string, unknown>, more: object = {}): Promise<Problem> {
      const response = await send(pipelines, more)
      expect(response.status).toBeGreaterThanOrEqual(400)
      return bodyOf<Problem>(response)
    },
    show: async (name: string) => bodyOf<PipelineDetail>(await operator.get(`/api/pipelines/${name}`)),
    async names(): Promise<string[]> {
      const { pipelines } = await bodyOf<{ pipelines: { name: string }[] }>(await operator.get('/api/pipelines'))
      return pipelines.map(({ name }) => name)
    },
    /** Runs so many records at this or another gateway, to the end. */
    async run(pipeline: string, records: number, url = gateway.url): Promise<Run> {
      const body = Array.from({ length: records }, (_, n) => `{"n":${n}}\n`).join('')
      const response = await fetch(`${url}/api/etl/upload?pipeline=${pipeline}`, {
        method: 'POST',
        headers: { ...operator.headers, prefer: 'wait=20' },
        body,
      })
      expect(response.status).toBe(200)
      return bodyOf<Run>(response)
    },
    async recordsOf(dataset: string, version?: number): Promise<{ tag: string }[]> {
      const query = version === undefined ? '' : `?version=${version}`
      const text = await (await operator.get(`/api/registry/${dataset}/records${query}`)).text()
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { tag: string })
    },
  }
}

export type AtPipelines = Awaited<ReturnType<typeof pipelinesAt>>
