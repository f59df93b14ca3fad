import { gzipSync, zstdCompressSync } from 'node:zlib'
import { maxHeadBytes, type Inference, type Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway()
  gateway.work()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const people = 'id;name;born\n1;Ada;10.12.1815\n2;Bob;31.01.1990\n'
type Body = NonNullable<RequestInit['body']>

function infer(query: string, body?: Body, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/api/pipelines/infer?${query}`, {
    method: 'POST',
    headers: { ...client.headers, 'content-type': 'text/csv', ...headers },
    ...(body !== undefined && { body, duplex: 'half' }),
  } as RequestInit)
}

describe('a file', () => {
  test('is answered with the pipeline that would take it, and its first rows', async () => {
    const answer = await infer('name=People%20of%20today.csv', people)
    expect(answer.status).toBe(200)
    expect(await bodyOf<Inference>(answer)).toMatchObject({
      name: 'people-of-today',
      format: 'csv',
      reading: { delimiter: ';' },
      keys: ['id', 'name', 'born'],
      definition: {
        format: 'csv',
        delimiter: ';',
        steps: [{ cast: { id: 'integer', born: { to: 'timestamp', formats: ['%d.%m.%Y'] } } }],
        schema: { required: ['id', 'name', 'born'] },
      },
      rows: [
        { id: 1, name: 'Ada', born: '1815-12-10T00:00:00.000Z' },
        { id: 2, name: 'Bob', born: '1990-01-31T00:00:00.000Z' },
      ],
      records: 2,
      complete: true,
    })
  })

  test.each<[string, Body, Record<string, string>]>([
    ['gzip', gzipSync(people), { 'content-encoding': 'gzip' }],
    ['gzip, unsaid', gzipSync(people), {}],
    ['zstd', zstdCompressSync(people), { 'content-encoding': 'zstd' }],
  ])('is unpacked: %s', async (_how, body, headers) => {
    expect(await bodyOf<Inference>(await infer('', body, headers))).toMatchObject({ records: 2, complete: true })
  })

  test('is answered with names of fields as they are', async () => {
    const names = ['a\nb', 'a\u2028b', '"a"', "'", '__proto__', 'constructor', '2', '1']
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')
    const text = await (
      await infer('format=csv&header=true', `${header}\n${names.map((_, n) => `"${n}.5"`).join(',')}\n`)
    ).text()
    const { definition, rows, fields } = JSON.parse(text) as Inference
    const spoken = names.filter((name) => name !== '__proto__')
    expect(fields.map(({ name }) => name)).toEqual(spoken)
    const [casts] = definition.steps as { cast: Record<string, string> }[]
    expect(Object.keys(casts!.cast).toSorted()).toEqual(spoken.toSorted())
    expect(Object.keys(rows[0] as object).toSorted()).toEqual(names.toSorted())
  })

  test('is read up to 4 MiB, and nothing behind that is waited for', async () => {
    const piece = Buffer.from(`${'1;Ada\n'.repeat(10_000)}`)
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        // More than is read, and then neither more nor an end.
        if (sent > maxHeadBytes + 8 * piece.length) return new Promise(() => {})
        sent += piece.length
        controller.enqueue(piece)
        return undefined
      },
    })
    const { complete, bytes, fields } = await bodyOf<Inference>(await infer('header=id,name&delimiter=%3B', endless))
    expect([complete, fields.map(({ type }) => type)]).toEqual([false, ['integer', 'string']])
    expect(bytes).toBeLessThanOrEqual(maxHeadBytes)
  })

  test('that is a part says so, and loses what it ends with', async () => {
    const rows = Array.from({ length: 2000 }, (_, n) => `${n},n${n}\n`).join('')
    const part = await bodyOf<Inference>(await infer('part=true', `id,name\n${rows}x`))
    expect([part.complete, part.refusedRecords]).toEqual([false, 0])
  })

  test.each([
    ['a ZIP', 'PK\x03\x04', 'malformed-input'],
    ['nothing', '', 'empty-input'],
  ])('that is %s is refused as an upload is', async (_what, body, code) => {
    expect(await codeOf(await infer('', body))).toBe(code)
    const upload = `${gateway.url}/api/etl/upload?pipeline=records&format=csv`
    const { headers } = client
    expect(await codeOf(await fetch(upload, { method: 'POST', headers, body }))).toBe(code)
  })

  test('that comes as a form is refused', async () => {
    const form = new FormData()
    form.append('file', new Blob([people]))
    const { cookie, ...headers } = client.headers
    const answer = await fetch(`${gateway.url}/api/pipelines/infer`, {
      method: 'POST',
      headers: { cookie: cookie!, 'x-csrf-token': headers['x-csrf-token']! },
      body: form,
    })
    expect(await codeOf(answer)).toBe('unsupported-media-type')
  })
})

describe('what is there already', () => {
  let run: Run

  beforeAll(async () => {
    const upload = `${gateway.url}/api/etl/upload?pipeline=records&format=csv&dataset=folk`
    const headers = { ...client.headers, prefer: 'wait=25' }
    run = await bodyOf<Run>(await fetch(upload, { method: 'POST', headers, body: people }))
  })

  test('is the input of a run, read as it was', async () => {
    const inferred = await bodyOf<Inference>(await infer(`run=${run.runId}`))
    expect(inferred).toMatchObject({
      name: 'folk',
      format: 'csv',
      reading: { delimiter: ';' },
      records: 2,
      complete: true,
    })
    expect(inferred.fields.map(({ type }) => type)).toEqual(['integer', 'string', 'timestamp'])
    expect(inferred.evidence).toMatchObject({ format: 'As it was sent', delimiter: 'As it was sent' })
  })

  test('is what a run read whole, too', async () => {
    const upload = `${gateway.url}/api/etl/upload?pipeline=records&format=yaml&dataset=yaml`
    const headers = { ...client.headers, prefer: 'wait=25' }
    const { runId } = await bodyOf<Run>(await fetch(upload, { method: 'POST', headers, body: '- a: 1\n- a: 2\n' }))
    expect(await bodyOf<Inference>(await infer(`run=${runId}`))).toMatchObject({
      format: 'yaml',
      rows: [{ a: 1 }, { a: 2 }],
    })
  })

  test('is the live records of a dataset, which need no reading', async () => {
    const inferred = await bodyOf<Inference>(await infer('dataset=folk'))
    expect(inferred).toMatchObject({ name: 'folk', format: 'ndjson', reading: {}, records: 2, complete: true })
    expect(inferred.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'string'],
      ['name', 'string'],
      ['born', 'timestamp'],
    ])
  })

  test('is one of them, and nothing is said of its reading', async () => {
    const codes = await Promise.all(
      [
        'dataset=nothing',
        `run=${crypto.randomUUID()}`,
        `run=${run.runId}&dataset=folk`,
        'dataset=folk&delimiter=tab',
      ].map(async (query) => codeOf(await infer(query))),
    )
    expect(codes).toEqual(['dataset-not-found', 'run-not-found', 'validation-failed', 'validation-failed'])
  })

  test('is for who may read it: a key that starts runs infers of what it sends alone', async () => {
    const keyOf = async (...scopes: string[]) =>
      (await bodyOf<{ key: string }>(await client.post('/api/keys', { name: scopes.join(), scopes }))).key
    const ask = async (key: string, query: string, body?: string) => {
      const headers = { authorization: `Bearer ${key}`, cookie: '' }
      const answer = await fetch(`${gateway.url}/api/pipelines/infer?${query}`, {
        method: 'POST',
        headers,
        ...(body !== undefined && { body }),
      })
      return answer.status === 200 ? 200 : codeOf(answer)
    }
    const starts = await keyOf('start')
    expect(await ask(starts, '', people)).toBe(200)
    expect(await ask(starts, 'dataset=folk')).toBe('forbidden')
    expect(await ask(starts, `run=${run.runId}`)).toBe('forbidden')
    const readsOther = await keyOf('start', 'read:other')
    expect(await ask(readsOther, 'dataset=folk')).toBe('forbidden')
    expect(await ask(readsOther, `run=${run.runId}`)).toBe('run-not-found')
    const reads = await keyOf('start', 'read:folk')
    expect([await ask(reads, 'dataset=folk'), await ask(reads, `run=${run.runId}`)]).toEqual([200, 200])
    const viewer = await gateway.enter('viewer')
    expect(await codeOf(await viewer.send('POST', '/api/pipelines/infer?dataset=folk'))).toBe('forbidden')
  })
})

test('it is in the audit trail', async () => {
  await infer('name=noted.csv', people)
  await expect
    .poll(async () => (await gateway.runs.catalog.audit.list({ limit: 1000 })).entries)
    .toContainEqual(expect.objectContaining({ kind: 'pipeline.infer', target: 'noted.csv', outcome: 'done' }))
})
