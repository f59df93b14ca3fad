import type { PipelineCheckLine, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'

const patience = { timeout: 60_000 }
let open: OpenGateway
let admin: Client

beforeAll(async () => {
  open = await openGateway()
  open.work()
  admin = await open.enter('admin')
  const pipelines = { slow: definition, other: { ...definition, datasets: ['mine'] } }
  await admin.post('/api/pipelines/apply', { pipelines })
  await run('slow', `${JSON.stringify({ text: 'a'.repeat(1500) })}\n`.repeat(2200))
}, 60_000)
afterAll(() => open[Symbol.asyncDispose]())

const definition = { format: 'ndjson', steps: [] }
/** Takes milliseconds for each record, and seconds for each part. */
const dear = {
  ...definition,
  steps: [{ filter: 'record.text.split("").all(a, record.text.split("").all(b, a == b))' }],
}

async function run(pipeline: string, body: string, dataset = pipeline): Promise<Run> {
  const answer = await fetch(`${open.url}/api/etl/upload?pipeline=${pipeline}&dataset=${dataset}`, {
    method: 'POST',
    headers: { ...admin.headers, prefer: 'wait=40' },
    body,
  })
  return bodyOf<Run>(answer)
}

function check(who: Pick<Client, 'headers'>, signal?: AbortSignal, body: object = { definition: dear }) {
  return fetch(`${open.url}/api/pipelines/slow/check`, { ...json(body, who.headers), ...(signal && { signal }) })
}

/** The first line, at once, and how the rest is read. */
async function begun(answer: Response) {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  const { value } = await reader.read()
  return { line: JSON.parse(value!) as PipelineCheckLine, reader }
}

test('a check tells at once that it has begun, and ends when its caller leaves', patience, async () => {
  const who = await open.enter('operator')
  const leaving = new AbortController()
  const { line } = await begun(await check(who, leaving.signal))
  expect(line.progress).toMatchObject({ parts: 0, records: 0 })
  expect(line.progress!.of).toBeGreaterThan(2)
  // One at a time: while it goes on, there is no place for another.
  expect(await codeOf(await check(who))).toBe('overloaded')
  leaving.abort()
  const began = performance.now()
  const after = await begun(await check(who))
  expect(after.line.progress).toBeDefined()
  expect(performance.now() - began).toBeLessThan(4_000)
  await after.reader.cancel()
})

test('a check is cut off when the session ends that it came with', patience, async () => {
  const who = await open.enter('operator')
  const { reader } = await begun(await check(who))
  const rest = (async () => {
    while (!(await reader.read()).done);
    return 'its end'
  })().catch(() => 'cut off')
  expect((await who.post('/api/auth/logout')).status).toBe(204)
  expect(await rest).toBe('cut off')
})

test('others are served while a check works', patience, async () => {
  const [checks, looks] = [await open.enter('operator'), await open.enter('operator')]
  const { reader } = await begun(await check(checks))
  for (let i = 0; i < 20; i++) expect((await looks.get('/api/runs?limit=1')).status).toBe(200)
  const preview = await looks.post('/api/pipelines/preview', { definition, sample: { text: '{"a":1}' } })
  expect(preview.status).toBe(200)
  await reader.cancel()
})

test('a gateway that stops says so in the last line', patience, async () => {
  const beside = await open.beside()
  const { reader } = await begun(
    await fetch(`${beside.url}/api/pipelines/slow/check`, json({ definition: dear }, admin.headers)),
  )
  const closing = beside.app.close()
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value
  expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ problem: { code: 'unavailable' } })
  await closing
})

test('a key has what it may read checked, of pipelines that it may start', patience, async () => {
  await run('other', '{"a":1}\n{"a":2}\n')
  await run('other', '{"a":3}\n', 'mine')
  const checked = async (...scopes: string[]) => {
    const { key } = await bodyOf<{ key: string }>(await admin.post('/api/keys', { name: 'a key', scopes }))
    const asked = json({ definition }, { authorization: `Bearer ${key}` })
    const answer = await fetch(`${open.url}/api/pipelines/other/check`, asked)
    if (answer.status !== 200) return codeOf(answer)
    const { result } = JSON.parse((await answer.text()).trim().split('\n').at(-1)!) as PipelineCheckLine
    return result!.books.in
  }
  expect(await checked('start', 'read')).toBe(3)
  expect(await checked('start:other', 'read:mine')).toBe(1)
  expect(await checked('start:other', 'read:other')).toBe(2)
  expect(await checked('start:slow', 'read')).toBe('forbidden')
  expect(await checked('start')).toBe('forbidden')
  expect(await checked('read')).toBe('forbidden')
})
