import type { PipelinePreview, Problem, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'

let open: OpenGateway
let client: Client & { userId: string }

beforeAll(async () => {
  open = await openGateway()
  open.work()
  client = await open.enter('operator')
})
afterAll(() => open[Symbol.asyncDispose]())

const definition = { format: 'ndjson', steps: [{ cast: { n: 'number' } }] }
/** What needs hours for a long text. */
const endless = { filter: 'record.text.split("").all(a, record.text.split("").all(b, a == b))' }

function preview(body: object, as: Client = client) {
  return as.post('/api/pipelines/preview', { definition, ...body })
}

async function runInto(pipeline: string): Promise<Run> {
  const answer = await fetch(`${open.url}/api/etl/upload?pipeline=${pipeline}&format=ndjson&dataset=${pipeline}-data`, {
    method: 'POST',
    headers: { ...client.headers, prefer: 'wait=25' },
    body: '{"n":1}\n{"n":"one"}\n',
  })
  return bodyOf<Run>(answer)
}

async function apply(name: string): Promise<void> {
  const answer = await client.post('/api/pipelines/apply', {
    pipelines: { [name]: { ...definition, dataset: `${name}-data` } },
  })
  expect(answer.status).toBe(200)
}

test('a definition is refused as it is when it is applied, place by place', async () => {
  const wrong = { format: 'xml', steps: [{ cast: { a: 'word' } }], more: 1 }
  for (const each of [
    wrong,
    { format: 'csv', steps: [{ filter: 'n >' }] },
    [],
    null,
    { format: 'csv', schema: { type: 'word' } },
  ]) {
    const applied = await bodyOf<Problem>(await client.post('/api/pipelines/apply', { pipelines: { made: each } }))
    const previewed = await bodyOf<Problem>(await preview({ name: 'made', definition: each, sample: { text: '{}' } }))
    const moved = ({ path, ...told }: { path: string }) => ({
      path: path.replace('/pipelines/made', '/definition'),
      ...told,
    })
    expect([previewed.code, previewed.errors?.length]).toEqual(['invalid-pipeline', applied.errors!.length])
    expect(previewed.errors).toEqual(applied.errors!.map((error) => ({ ...moved(error) })))
  }
})

test('fixtures are not run, for they are about what is being changed', async () => {
  const fixtures = [{ name: 'old', input: '{"n":1}', expect: [] }]
  expect((await preview({ definition: { ...definition, fixtures }, sample: { text: '{"n":"1"}' } })).status).toBe(200)
})

test(
  'a record that never ends is told after five seconds, and others are answered meanwhile',
  { timeout: 60_000 },
  async () => {
    const began = performance.now()
    let isOver = false
    const text = `${JSON.stringify({ text: 'a'.repeat(50_000) })}\n`
    const asked = preview({ definition: { ...definition, steps: [endless] }, sample: { text } }).finally(
      () => (isOver = true),
    )
    let answered = 0
    while (!isOver) {
      expect((await client.get('/api/runs?limit=1')).status).toBe(200)
      answered++
    }
    expect(await codeOf(await asked)).toBe('limits-exceeded')
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(answered).toBeGreaterThan(20)
  },
)

test('what takes long record by record is told as far as it came', { timeout: 60_000 }, async () => {
  const text = `${JSON.stringify({ text: 'a'.repeat(1500) })}\n`.repeat(400)
  const told = await bodyOf<PipelinePreview>(
    await preview({ definition: { ...definition, steps: [endless] }, sample: { text } }),
  )
  expect(told.complete).toBe(false)
  expect(told.books.in).toBeGreaterThan(0)
  expect(told.books.in).toBeLessThan(400)
  expect(told.books.in).toBe(told.books.loaded)
})

test('an answer has at most 4 MiB, and says that it was cut', async () => {
  const text = `${JSON.stringify({ text: 'a'.repeat(1000) })}\n`.repeat(900)
  const steps = [{ derive: { more: 'record.text + record.text + record.text + record.text' } }]
  const answer = await preview({ definition: { ...definition, steps }, sample: { text }, limit: 1000 })
  const told = await answer.text()
  expect(told.length).toBeGreaterThan(3.5 * 1024 ** 2)
  expect(told.length).toBeLessThan(4 * 1024 ** 2)
  const { truncated, complete, books, records } = JSON.parse(told) as PipelinePreview
  expect({ truncated, complete, loaded: books.loaded }).toEqual({ truncated: true, complete: true, loaded: 900 })
  expect(records.length).toBeLessThan(900)
})

test(
  'a request has at most a megabyte, and of an earlier input the first 4 MiB are looked at',
  { timeout: 60_000 },
  async () => {
    expect(await codeOf(await preview({ sample: { text: 'x'.repeat(open.config.api.etl.maxBodyBytes) } }))).toBe(
      'input-too-large',
    )
    await apply('long')
    const lines = `${JSON.stringify({ n: 1, text: 'a'.repeat(990) })}\n`.repeat(7000)
    const answer = await fetch(`${open.url}/api/etl/upload?pipeline=long&format=ndjson`, {
      method: 'POST',
      headers: { ...client.headers, prefer: 'wait=40' },
      body: lines,
    })
    const { runId } = await bodyOf<Run>(answer)
    const { complete, books } = await bodyOf<PipelinePreview>(await preview({ sample: { run: runId } }))
    expect(complete).toBe(false)
    expect(books.in).toBeGreaterThan(4000)
    expect(books.in).toBeLessThan(6000)
  },
)

test.each([[{}], [{ text: '', run: '019b7c1e-5a00-7000-8000-0123456789ab' }], [{ text: '\ud800' }], [{ base64: 'a' }]])(
  '%j is no sample',
  async (sample) => {
    expect(['validation-failed', 'malformed-body']).toContain(await codeOf(await preview({ sample })))
  },
)

test(
  'a key sees what it may read, through pipelines that it may start, and nothing else',
  { timeout: 60_000 },
  async () => {
    await apply('mine')
    await apply('yours')
    const [mine, yours] = [await runInto('mine'), await runInto('yours')]
    const keyOf = async (...scopes: string[]) => {
      const { key } = await bodyOf<{ key: string }>(await client.post('/api/keys', { name: 'a key', scopes }))
      return async (body: object) => {
        const headers = { authorization: `Bearer ${key}` }
        const answer = await fetch(
          `${open.url}/api/pipelines/preview`,
          json({ name: 'mine', definition: { ...definition, dataset: 'mine-data' }, ...body }, headers),
        )
        return answer.status === 200 ? 200 : codeOf(answer)
      }
    }
    const text = { sample: { text: '{"n":1}' } }
    const reading = await keyOf('start:mine', 'read:mine-data')
    expect(await reading(text)).toBe(200)
    expect(await reading({ ...text, name: 'yours' })).toBe('forbidden')
    expect(await reading({ ...text, name: undefined })).toBe('forbidden')
    expect(await reading({ sample: { run: mine.runId } })).toBe(200)
    expect(await reading({ sample: { run: yours.runId } })).toBe('run-not-found')
    expect(await reading({ sample: { dataset: 'mine-data' } })).toBe(200)
    expect(await reading({ sample: { dataset: 'yours-data' } })).toBe('forbidden')

    const into = await keyOf('start:mine/mine-data')
    expect(await into(text)).toBe(200)
    expect(await into({ ...text, definition: { ...definition, dataset: 'yours-data' } })).toBe('forbidden')

    const blind = await keyOf('start')
    expect(await blind(text)).toBe(200)
    expect(await blind({ sample: { run: mine.runId } })).toBe('forbidden')
    expect(await blind({ sample: { dataset: 'mine-data' } })).toBe('forbidden')
    expect(await (await keyOf('read'))(text)).toBe('forbidden')
  },
)
