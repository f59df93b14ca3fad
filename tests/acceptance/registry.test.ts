import { zstdDecompressSync } from 'node:zlib'
import type { Dataset, DatasetDetail } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseLines, signIn, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { rawGet } from './raw-http.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1, config: { set: { sliceBytes: '4 KiB' } } })
afterAll(() => system.stop())
const user = await signIn(system.url)

interface City extends Json {
  id: number
  name: string
  people: number
}
const city = (id: number): City => ({ id, name: `City ${id}, "the ${id}th"`, people: id * 1000 })
const cities = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => city(from + index))

function add(records: Json[], query: { pipeline?: string; dataset: string; format?: string }) {
  const body = records.map((record) => `${JSON.stringify(record)}\n`).join('')
  return user.ingest({ pipeline: 'records', format: 'ndjson', ...query }, body)
}

const path = '/api/registry/cities/records'

beforeAll(async () => {
  await add(cities(0, 300), { dataset: 'cities' })
  await add(cities(300, 310), { dataset: 'cities' })
  await add(cities(310, 400), { dataset: 'cities' })
})

describe('the registry', () => {
  test('lists what is published', async () => {
    const { datasets } = await user.get<{ datasets: Dataset[] }>('/api/registry')
    expect(datasets).toEqual([
      {
        name: 'cities',
        key: null,
        pipeline: 'records',
        mode: 'append',
        head: 3,
        records: 400,
        bytes: expect.any(Number),
        updatedAt: expect.stringMatching(/Z$/),
      },
    ])
  })

  test('shows a dataset with its versions and what they hold', async () => {
    const detail = await user.get<DatasetDetail>('/api/registry/cities')
    expect(detail).toMatchObject({ name: 'cities', head: 3, records: 400, schema: null })
    expect(detail.versions.map(({ version, records }) => [version, records])).toEqual([
      [3, 90],
      [2, 10],
      [1, 300],
    ])
    expect(detail.versions.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(detail.bytes)
    const runs = await Promise.all(detail.versions.map(({ runId }) => user.get(`/api/runs/${runId}`)))
    expect(runs.map((run) => run['version'])).toEqual([3, 2, 1])
  })

  test('does not know what was never published', async () => {
    for (const address of ['/api/registry/towns', '/api/registry/towns/records', '/api/registry/..%2Fcities']) {
      expect(await codeOf(await user.fetch(address))).toBe('dataset-not-found')
    }
    expect(await codeOf(await user.fetch(`${path}?version=4`))).toBe('version-not-found')
  })
})

describe('records', () => {
  test('are NDJSON when nobody asks for anything', async () => {
    const answer = await user.fetch(path)
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
    expect(parseLines(await answer.text())).toEqual(cities(0, 400))
  })

  test.each([
    ['Accept', '', { accept: 'application/json' }],
    ['format', '?format=json', { accept: 'text/csv' }],
  ])('are one JSON document by %s', async (_by, query, headers) => {
    const answer = await user.fetch(path + query, { headers })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await answer.json()).toEqual({ dataset: 'cities', version: 3, records: cities(0, 400), next: null })
  })

  test.each([
    ['Accept', '', { accept: 'text/csv, application/json;q=0.5' }],
    ['format', '?format=csv', {}],
  ])('are CSV by %s', async (_by, query, headers) => {
    const answer = await user.fetch(path + query, { headers })
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/)
    const rows = (await answer.text()).trimEnd().split(/\r?\n/)
    expect(rows[0]).toBe('id,name,people')
    expect(rows[8]).toBe('7,"City 7, ""the 7th""",7000')
    expect(rows).toHaveLength(401)
  })

  test('are given in no form nobody offers', async () => {
    expect(await codeOf(await user.fetch(path, { headers: { accept: 'image/png' } }))).toBe('not-acceptable')
    expect(await codeOf(await user.fetch(`${path}?format=xml`))).toBe('validation-failed')
  })

  test('go out as they are stored to a client that takes zstd, and are the same', async () => {
    const url = system.url + path
    const plain = await rawGet(url, { cookie: user.cookie, 'accept-encoding': 'identity' })
    const packed = await rawGet(url, { cookie: user.cookie, 'accept-encoding': 'gzip, zstd' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(packed.headers['content-encoding']).toBe('zstd')
    expect(packed.headers['vary']).toMatch(/accept-encoding/i)
    expect(zstdDecompressSync(packed.body).equals(plain.body)).toBe(true)
    const { bytes } = await user.get<DatasetDetail>('/api/registry/cities')
    expect(packed.body.length).toBe(bytes)
  })

  test.each(['json', 'ndjson'])('come page by page, each of them once, as %s', async (format) => {
    const seen: City[] = []
    let next: string | null = `${path}?format=${format}&limit=77`
    let pages = 0
    while (next !== null) {
      const answer: Response = await user.fetch(next)
      const text = await answer.text()
      const records = format === 'json' ? (JSON.parse(text) as { records: City[] }).records : parseLines<City>(text)
      expect(records.length).toBeLessThanOrEqual(77)
      seen.push(...records)
      pages += 1
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? null
      // What is published between two pages is for the next reader.
      if (pages === 1) await add([{ id: 1000 }], { dataset: `noise-${format}` })
    }
    expect(pages).toBe(6)
    expect(seen).toEqual(cities(0, 400))
  })

  test('come page by page from the version that the first page was of', async () => {
    await add(cities(0, 20), { dataset: 'moving' })
    const first = await user.get<{ records: City[]; next: string }>('/api/registry/moving/records?format=json&limit=15')
    await add(cities(20, 30), { dataset: 'moving' })
    const second = await user.get(`/api/registry/moving/records?format=json&limit=15&cursor=${first.next}`)
    expect([...first.records, ...(second['records'] as City[])]).toEqual(cities(0, 20))
    expect(second).toMatchObject({ version: 1, next: null })
  })

  test('of an older version are still there', async () => {
    expect(await user.records('cities', '?version=1')).toEqual(cities(0, 300))
    expect(await user.records('cities', '?version=2')).toEqual(cities(0, 310))
  })

  test.each(['cursor=nonsense', 'limit=0', 'limit=many', 'version=0', 'page=2'])('refuse %s', async (query) => {
    expect(await codeOf(await user.fetch(`${path}?${query}`))).toBe('validation-failed')
  })
})

describe('a rollback', () => {
  test('moves the head back, and what comes next builds on it', async () => {
    for (const id of [1, 2, 3]) await add([city(id)], { dataset: 'rolled' })
    const rollback = (version: unknown) => user.post('/api/registry/rolled/rollback', { version })
    const back = await rollback(1)
    expect(back.status).toBe(200)
    expect(await back.json()).toMatchObject({ name: 'rolled', head: 1, records: 1 })
    expect(await user.records('rolled')).toEqual([city(1)])
    expect(await user.records('rolled', '?version=3')).toEqual([city(1), city(2), city(3)])

    expect(await add([city(9)], { dataset: 'rolled' })).toMatchObject({ version: 4 })
    expect(await user.records('rolled')).toEqual([city(1), city(9)])
    expect((await rollback(3)).status).toBe(200)
    expect(await user.records('rolled')).toEqual([city(1), city(2), city(3)])

    expect(await codeOf(await rollback(5))).toBe('version-not-found')
    expect(await codeOf(await rollback('one'))).toBe('validation-failed')
    expect(await codeOf(await user.post('/api/registry/towns/rollback', { version: 1 }))).toBe('dataset-not-found')
  })
})

describe('a dataset in mode replace', () => {
  const day = (date: string, max: string) =>
    `date,precipitation,temp_max,temp_min,wind,weather\n${date},0,${max},1,2,sun\n`
  const query = { pipeline: 'weather' }
  const publishedDay = (date: string, max_c: number) => ({
    date: `${date}T00:00:00.000Z`,
    precipitation_mm: 0,
    max_c,
    min_c: 1,
    wind_mps: 2,
    weather: 'sun',
  })

  test('shows its last run alone, and the one before after a rollback', async () => {
    await user.ingest(query, day('2026-01-01', '3.5'))
    await user.ingest(query, day('2026-01-02', '4'))
    expect(await user.get('/api/registry/weather')).toMatchObject({ mode: 'replace', head: 2, records: 1 })
    expect(await user.records('weather')).toEqual([publishedDay('2026-01-02', 4)])
    expect(await user.records('weather', '?version=1')).toEqual([publishedDay('2026-01-01', 3.5)])
    await user.post('/api/registry/weather/rollback', { version: 1 })
    expect(await user.records('weather')).toEqual([publishedDay('2026-01-01', 3.5)])
  })

  test('cannot be appended to', async () => {
    const answer = await user.upload({ pipeline: 'records', format: 'ndjson', dataset: 'weather' }, '{"a":1}\n')
    expect(await codeOf(answer)).toBe('dataset-mode-conflict')
  })
})

test('what is configured can be read', async () => {
  const { pipelines } = await user.get<{ pipelines: { name: string }[] }>('/api/pipelines')
  const names = pipelines.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['records', 'documents', 'binary', 'telemetry', 'flights', 'weather']))
  expect(pipelines.find(({ name }) => name === 'weather')).toMatchObject({ format: 'csv', mode: 'replace' })
  const { schemas } = await user.get<{ schemas: Json }>('/api/schemas')
  expect(JSON.stringify(schemas)).toContain('precipitation_mm')
})
