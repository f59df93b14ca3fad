import { mostSearched, type DatasetDetail, type RecordLineage, type Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

interface Found {
  records: { n: number; name?: string | null }[]
  searched?: { records: number; unanswered: number; reason: string | null }
  lineage?: RecordLineage[]
  next: string | null
}

const count = 10_000
/** Some 40 bytes a record, in frames of 16 KiB. */
const rows = (from: number, name = '') =>
  Array.from({ length: count }, (_, n) => `{"n":${from + n},"name":"${name}${(from + n) % 10}"}\n`).join('')
const path = '/api/registry/things/records'
let gateway: OpenGateway
let client: Client
const runIds: string[] = []

beforeAll(async () => {
  gateway = await openGateway({ etl: { sliceBytes: 16_384 } })
  gateway.work()
  client = await gateway.signIn()
  for (const from of [0, count, 2 * count]) runIds.push(await publish('things', rows(from)))
}, 60_000)
afterAll(() => gateway[Symbol.asyncDispose]())

async function publish(dataset: string, body: string): Promise<string> {
  const url = `${gateway.url}/api/etl/upload?pipeline=records&format=ndjson&dataset=${dataset}&fileName=${dataset}.ndjson`
  const response = await fetch(url, { method: 'POST', headers: { ...client.headers, prefer: 'wait=20' }, body })
  const run = await bodyOf<Run>(response)
  expect(run.state).toBe('published')
  return run.runId
}

const asked = (query: Record<string, string>, of = path) => `${of}?${new URLSearchParams({ format: 'json', ...query })}`

/** All pages, as `next` leads through them. */
async function pages(query: Record<string, string>, of = path): Promise<Found[]> {
  const found: Found[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Found = await bodyOf<Found>(await client.get(asked({ ...query, ...(cursor && { cursor }) }, of)))
    found.push(page)
    cursor = page.next
  }
  return found
}

const numbersOf = (found: Found[]) => found.flatMap(({ records }) => records.map(({ n }) => n))

describe('records that a condition is true of', () => {
  test('come page by page, each once, in order, whatever the pages are cut at', async () => {
    const expected = Array.from({ length: 3 * count }, (_, n) => n).filter((n) => n % 10 === 3)
    const first = await bodyOf<Found>(await client.get(asked({ where: 'name == "3"', limit: '7' })))
    expect(numbersOf([first])).toEqual(expected.slice(0, 7))
    for (const limit of ['1000', '10000'])
      expect(numbersOf(await pages({ where: 'name == "3"', limit }))).toEqual(expected)
  })

  test('are looked for among so many at a time, and an empty page leads on', async () => {
    const found = await pages({ where: `n == ${3 * count - 1}.0` })
    expect(numbersOf(found)).toEqual([3 * count - 1])
    expect(found.length).toBeGreaterThan(1)
    expect(found[0]!.records).toEqual([])
    // A page ends with the piece that it is looking through: some thousands.
    for (const { searched } of found) expect(searched!.records).toBeLessThan(mostSearched.records + 10_000)
    expect(found.reduce((sum, { searched }) => sum + searched!.records, 0)).toBe(3 * count)
  })

  test('come as NDJSON and CSV as well, and their link keeps the condition', async () => {
    const where = 'n < 3.0'
    expect(await (await client.get(asked({ where, format: 'ndjson' }))).text()).toBe(
      rows(0).split('\n').slice(0, 3).join('\n') + '\n',
    )
    expect(await (await client.get(asked({ where, format: 'csv' }))).text()).toBe('n,name\r\n0,0\r\n1,1\r\n2,2\r\n')
    const link = (await client.get(asked({ where, limit: '2' }))).headers.get('link')!
    expect(new URLSearchParams(/\?([^>]*)>/.exec(link)![1]).get('where')).toBe(where)
  })

  test('are told apart from those that nobody can tell of', async () => {
    await publish('mixed', '{"n":1}\n{"n":"x"}\n{"m":2}\n{"n":5}\n')
    const [page] = await pages({ where: 'n > 2.0' }, '/api/registry/mixed/records')
    expect(page!.records).toEqual([{ n: 5 }])
    expect(page!.searched).toEqual({ records: 4, unanswered: 2, reason: expect.stringMatching(/./) })
    const read = (where: string) =>
      client.get(`/api/registry/mixed/records?${new URLSearchParams({ where, format: 'ndjson' }).toString()}`)
    const { headers } = await read('n > 2.0')
    expect(headers.get('x-unanswered')).toBe('2')
    expect(decodeURIComponent(headers.get('x-unanswered-reason')!)).toBe(page!.searched!.reason)
    expect((await read('has(record.n)')).headers.has('x-unanswered')).toBe(false)
  })

  test('are counted on one page each, wherever a page ends', async () => {
    await publish('counted', '{"n":1}\n{"m":2}\n{"n":3}\n{"m":4}\n{"n":5}\n')
    const found = await pages({ where: 'n > 0.0', limit: '1' }, '/api/registry/counted/records')
    const sum = (of: 'records' | 'unanswered') => found.reduce((all, { searched }) => all + searched![of], 0)
    expect([found.length > 2, sum('records'), sum('unanswered')]).toEqual([true, 5, 2])
  })

  test.each([
    ['n +', 400, 'validation-failed'],
    ['"text"', 400, 'validation-failed'],
    ['name.matches(name)', 400, 'validation-failed'],
    ['('.repeat(1000), 400, 'validation-failed'],
    [`name == "${'x'.repeat(2000)}"`, 400, 'validation-failed'],
    ['n == 1\u0000', 400, 'validation-failed'],
  ])('a condition such as %.40s is refused', async (where, status, code) => {
    const response = await client.get(asked({ where: where }))
    expect([response.status, await codeOf(response)]).toEqual([status, code])
  })

  test('one that never ends is ended, and others are answered meanwhile and afterwards', async () => {
    const list = JSON.stringify(Array.from({ length: 50_000 }, (_, n) => n))
    await publish('lists', `{"l":${list}}\n`)
    const slow = client.get(
      asked(
        { where: 'l.all(a, l.exists(b, a + b == -1.0) || a >= 0.0) && l.all(a, l.all(b, a + b >= 0.0))' },
        '/api/registry/lists/records',
      ),
    )
    const began = performance.now()
    expect((await client.get('/api/registry')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(2_000)
    const response = await slow
    expect([response.status, await codeOf(response)]).toEqual([422, 'limits-exceeded'])
    expect(numbersOf([await bodyOf<Found>(await client.get(asked({ where: 'n == 5.0' })))])).toEqual([5])
  }, 40_000)

  test('records that are large end a page of them by its bytes', async () => {
    const large = (n: number) => `{"n":${n},"t":"${'x'.repeat(200_000)}"}\n`
    await publish('large', Array.from({ length: 40 }, (_, n) => large(n)).join(''))
    const found = await pages({ where: 'n >= 0.0' }, '/api/registry/large/records')
    expect(found.length).toBeGreaterThan(1)
    expect(numbersOf(found)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  })
})

describe('where records come from', () => {
  test('is told beside them, run by run, and leaves them as they are', async () => {
    const [page] = await pages({ lineage: 'true', limit: '3', where: 'n == 1.0 || n == 10001.0 || n == 10002.0' })
    expect(page!.records).toEqual([
      { n: 1, name: '1' },
      { n: 10_001, name: '1' },
      { n: 10_002, name: '2' },
    ])
    const common = {
      fileName: 'things.ndjson',
      pipeline: 'records',
      pipelineVersion: 1,
      schemaVersion: 1,
      publishedAt: expect.stringMatching(/Z$/),
    }
    expect(page!.lineage).toEqual([
      { records: 1, version: 1, runId: runIds[0], ...common },
      { records: 2, version: 2, runId: runIds[1], ...common },
    ])
  })

  test('is told by pages, in JSON, whether or not that is asked for', async () => {
    const whole = await client.get(`${path}?lineage=true`)
    expect(whole.headers.get('content-type')).toBe('application/json')
    const page = await bodyOf<Found>(whole)
    expect([page.records.length, page.lineage!.map(({ records, version }) => [version, records])]).toEqual([
      10_000,
      [[1, 10_000]],
    ])
    expect(page.next).not.toBeNull()
  })

  test.each(['ndjson', 'csv'])('has no place in %s', async (format) => {
    const response = await client.get(asked({ lineage: 'true', format }))
    expect([response.status, await codeOf(response)]).toEqual([400, 'validation-failed'])
  })
})

test('datasets are listed with the types of their fields, and by a part of their name or their pipeline', async () => {
  const list = async (query: string) =>
    (await bodyOf<{ datasets: DatasetDetail[] }>(await client.get(`/api/registry?${query}`))).datasets
  expect((await list('q=thi&fields=true')).map(({ name, fields }) => [name, fields])).toEqual([
    [
      'things',
      [
        { type: 'integer', count: 1 },
        { type: 'string', count: 1 },
      ],
    ],
  ])
  expect((await list('q=mixed&fields=true'))[0]!.fields).toEqual([
    { type: 'integer', count: 1 },
    { type: 'integer or string', count: 1 },
  ])
  expect((await list('q=nothing')).length).toBe(0)
  expect((await list('')).every((dataset) => !('fields' in dataset))).toBe(true)
})
