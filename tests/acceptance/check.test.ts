import type { PipelineCheck, PipelineCheckLine } from '@syndicate/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { parseLines, signIn } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1, config: { set: { sliceBytes: '64 KiB' } } })
afterAll(() => system.stop())
const user = await signIn(system.url)

const definition = { format: 'ndjson', steps: [{ cast: { n: 'number' } }] }

async function put(name: string, more: object = {}): Promise<void> {
  expect((await user.post('/api/pipelines/apply', { pipelines: { [name]: { ...definition, ...more } } })).status).toBe(
    200,
  )
}

async function linesOf(name: string, body: object): Promise<PipelineCheckLine[]> {
  const answer = await user.post(`/api/pipelines/${name}/check`, body)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  return parseLines<PipelineCheckLine>(await answer.text())
}

async function check(name: string, body: object): Promise<PipelineCheck> {
  const lines = await linesOf(name, body)
  expect(lines.slice(0, -1).every(({ progress }) => progress)).toBe(true)
  return lines.at(-1)!.result!
}

const numbered = (count: number, valueOf: (n: number) => unknown = (n) => n) =>
  Array.from({ length: count }, (_, n) => `${JSON.stringify({ n: valueOf(n), text: 'x'.repeat(20) })}\n`).join('')

describe('a check', () => {
  test('says what a change would have done to earlier inputs, and tells those records', async () => {
    await put('orders')
    // More than one chunk, some refused then.
    const run = await user.ingest(
      { pipeline: 'orders', format: 'ndjson' },
      numbered(10_000, (n) => (n % 1000 === 7 ? 'soon' : n)),
    )
    expect(run).toMatchObject({ chunks: expect.any(Number) as number, counts: { loaded: 9990, quarantined: 10 } })
    expect(run.chunks).toBeGreaterThan(3)
    const changed = {
      ...definition,
      steps: [{ filter: 'record.n == "soon" || record.n < 9000.0' }],
      schema: { properties: { n: { not: { type: 'number', multipleOf: 250, minimum: 1 } } } },
    }
    const found = await check('orders', { definition: changed })
    expect(found).toMatchObject({
      inputs: [{ runId: run.runId, dataset: 'orders', state: 'published' }],
      books: { in: 10_000, loaded: 8966, quarantined: 35, filtered: 999 },
      newlyRefused: 35,
      noLongerRefused: { loaded: 10, filtered: 0 },
      uncompared: 0,
      more: 0,
    })
    expect(found.refused).toHaveLength(1)
    const { examples, ...group } = found.refused[0]!
    expect(group).toEqual({ stage: 'validate', code: 'schema-violation', field: 'n', count: 35, newly: 35 })
    expect(examples).toHaveLength(20)
    expect(examples[0]).toMatchObject({ runId: run.runId, isNew: true, position: 250, line: 251, before: { n: 250 } })
  })

  test('of what is in force finds what was, and nothing new', async () => {
    const found = await check('orders', { definition })
    expect(found).toMatchObject({
      books: { in: 10_000, loaded: 9990, quarantined: 10, filtered: 0 },
      newlyRefused: 0,
      noLongerRefused: { loaded: 0, filtered: 0 },
    })
    expect(found.refused).toMatchObject([{ code: 'cast-failed', field: 'n', count: 10, newly: 0 }])
    expect(found.refused[0]!.examples[0]).toMatchObject({ isNew: false, position: 7 })
  })

  test('tells what was refused then and would be filtered, whatever became of those records since', async () => {
    await put('filtered')
    await user.ingest(
      { pipeline: 'filtered', format: 'ndjson' },
      numbered(20, (n) => (n % 5 === 0 ? 'soon' : n)),
    )
    const [first] = await user.quarantine('dataset=filtered')
    await user.post('/api/quarantine/discard', { ids: [first!.id] })
    const changed = { format: 'ndjson', steps: [{ filter: 'record.n != "soon"' }] }
    expect(await check('filtered', { definition: changed })).toMatchObject({
      books: { in: 20, loaded: 16, quarantined: 0, filtered: 4 },
      noLongerRefused: { loaded: 0, filtered: 4 },
    })
  })

  test('looks at the newest inputs, each once, however often it was run', async () => {
    await put('many')
    const runs = []
    for (const count of [1, 2, 3]) runs.push(await user.ingest({ pipeline: 'many', format: 'ndjson' }, numbered(count)))
    await user.ingest({ pipeline: 'many', format: 'ndjson' }, numbered(2))
    const replay = await user.post(`/api/runs/${runs[2]!.runId}/replay`, undefined, { prefer: 'wait=25' })
    const { runId } = (await replay.json()) as { runId: string }
    const found = await check('many', { definition, inputs: 2 })
    expect(found.books.in).toBe(5)
    expect(found.inputs[0]!.runId).toBe(runId)
    expect((await check('many', { definition })).books.in).toBe(6)
  })

  test('goes on past an input of which too much would come', async () => {
    await put('growing')
    await user.ingest({ pipeline: 'growing', format: 'ndjson' }, numbered(3))
    await user.ingest({ pipeline: 'growing', format: 'ndjson' }, numbered(5000))
    // The first part of it is as it should be.
    const doubled = Array.from({ length: 9 }, (_, n) => ({
      derive: { text: 'record.n < 2400.0 ? record.text : record.text + record.text', [`t${n}`]: 'record.text' },
    }))
    const found = await check('growing', { definition: { ...definition, steps: doubled } })
    expect(found.inputs.map(({ problem }) => problem?.code)).toEqual(['grown-too-large', undefined])
    expect(found.books).toEqual({ in: 3, loaded: 3, quarantined: 0, filtered: 0 })
  })

  test('compares with nothing where a run has failed, and says so', async () => {
    await put('failing', {
      steps: [{ derive: { text: 'record.text' } }],
      onInvalid: 'reject',
      schema: { properties: { n: { maximum: 5 } } },
    })
    const run = await user.ingest({ pipeline: 'failing', format: 'ndjson' }, numbered(10))
    expect(run.state).toBe('rejected')
    expect(await check('failing', { definition })).toMatchObject({
      newlyRefused: 0,
      noLongerRefused: { loaded: 4 },
      uncompared: 0,
    })
  })

  test('refuses what no pipeline is, before it begins', async () => {
    expect(await codeOf(await user.post('/api/pipelines/orders/check', { definition: { format: 'xml' } }))).toBe(
      'invalid-pipeline',
    )
    expect(await codeOf(await user.post('/api/pipelines/nothing/check', { definition }))).toBe('unknown-pipeline')
  })
})
