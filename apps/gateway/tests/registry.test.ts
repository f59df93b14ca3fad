import { get } from 'node:http'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { DatasetDetail, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

const count = 2_500
const ndjson = (from: number) =>
  Array.from({ length: count }, (_, n) => `{"n":${from + n},"name":"=cmd ${from + n}"}\n`).join('')
const path = '/api/registry/things/records'
let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({ etl: { sliceBytes: 16_384 } })
  gateway.work()
  client = await gateway.signIn()
  for (const from of [0, count]) await publish(ndjson(from))
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function publish(body: string): Promise<void> {
  const url = `${gateway.url}/api/etl/upload?pipeline=records&format=ndjson&dataset=things`
  const response = await fetch(url, { method: 'POST', headers: { ...client.headers, prefer: 'wait=20' }, body })
  expect((await bodyOf<Run>(response)).state).toBe('published')
}

/** The bytes as they came over the wire. */
function raw(url: string, headers: Record<string, string>): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(gateway.url + url, { headers: { cookie: client.cookie, ...headers } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }))
    }).on('error', reject)
  })
}

describe('records', () => {
  const all = ndjson(0) + ndjson(count)

  test('go out as stored to who takes zstd', async () => {
    const { encoding, body } = await raw(path, { 'accept-encoding': 'gzip, zstd' })
    const stored: Uint8Array[] = []
    for await (const frame of gateway.runs.catalog.registry.frames('things')) stored.push(frame.data)
    expect(encoding).toBe('zstd')
    expect(stored.length).toBeGreaterThan(2)
    expect(body.equals(Buffer.concat(stored))).toBe(true)
    expect(zstdDecompressSync(body).toString()).toBe(all)
  })

  test('go out decoded, or in gzip, to who does not', async () => {
    const plain = await raw(path, {})
    expect([plain.encoding, plain.body.toString()]).toEqual([undefined, all])
    const refused = await raw(path, { 'accept-encoding': 'zstd;q=0, gzip' })
    expect(refused.encoding).toBe('gzip')
    expect(gunzipSync(refused.body).toString()).toBe(all)
  })

  test('as JSON are one document', async () => {
    const response = await client.get(path, { accept: 'application/json' })
    const { records, ...rest } = await bodyOf<{ records: { n: number }[] }>(response)
    expect(rest).toEqual({ dataset: 'things', version: 2, next: null })
    expect(records.map(({ n }) => n)).toEqual(Array.from({ length: count * 2 }, (_, n) => n))
  })

  test('as CSV have a header, and values as they are; formulas are defused for a spreadsheet', async () => {
    const response = await client.get(`${path}?format=csv`, { accept: 'application/json' })
    const rows = (await response.text()).split('\r\n')
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(rows.slice(0, 2)).toEqual(['n,name', '0,=cmd 0'])
    const forExcel = await (await client.get(`${path}?format=csv&for=excel`)).text()
    expect(forExcel.split('\r\n')[1]).toBe("0,'=cmd 0")
    expect(rows).toHaveLength(count * 2 + 2)
  })

  test.each(['ndjson', 'json', 'csv'])('come page by page as %s, each once', async (format) => {
    const seen: number[] = []
    let next: string | undefined = `${path}?format=${format}&limit=999`
    while (next) {
      const response: Response = await client.get(next)
      const text = await response.text()
      const page =
        format === 'json' ? (JSON.parse(text) as { records: { n: number }[] }).records : text.trim().split('\n')
      for (const record of page) {
        const n =
          typeof record === 'object'
            ? record.n
            : format === 'csv'
              ? parseInt(record)
              : (JSON.parse(record) as { n: number }).n
        if (!Number.isNaN(n)) seen.push(n)
      }
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
    }
    expect(seen).toEqual(Array.from({ length: count * 2 }, (_, n) => n))
  })

  test('of an older version are still there', async () => {
    expect(await (await client.get(`${path}?version=1`)).text()).toBe(ndjson(0))
  })

  test.each<[string, Record<string, string>, [number, string]]>([
    ['/api/registry/nothing/records', {}, [404, 'dataset-not-found']],
    ['/api/registry/nothing', {}, [404, 'dataset-not-found']],
    ["/api/registry/x'%3B--/records", {}, [404, 'dataset-not-found']],
    [`${path}?version=9`, {}, [404, 'version-not-found']],
    [`${path}?version=9&format=csv`, {}, [404, 'version-not-found']],
    [`${path}?version=9&format=json`, {}, [404, 'version-not-found']],
    [`${path}?version=9&limit=1`, {}, [404, 'version-not-found']],
    [`${path}?cursor=x`, {}, [400, 'validation-failed']],
    [`${path}?limit=0`, {}, [400, 'validation-failed']],
    [path, { accept: 'image/png' }, [406, 'not-acceptable']],
  ])('%s with %j is refused', async (url, headers, expected) => {
    const response = await client.get(url, headers)
    expect([response.status, await codeOf(response)]).toEqual(expected)
  })

  test('a reader that goes away is let go', async () => {
    const aborting = new AbortController()
    const response = await fetch(`${gateway.url}${path}?format=json`, {
      headers: { cookie: client.cookie },
      signal: aborting.signal,
    })
    aborting.abort()
    await expect(response.text()).rejects.toThrow()
    expect((await client.get('/api/registry')).status).toBe(200)
  })
})

describe('datasets', () => {
  test('are listed and shown', async () => {
    const { datasets } = await bodyOf<{ datasets: unknown[] }>(await client.get('/api/registry'))
    expect(datasets).toEqual([expect.objectContaining({ name: 'things', head: 2, records: count * 2 })])
    const detail = await bodyOf<DatasetDetail>(await client.get('/api/registry/things'))
    expect(detail.versions.map(({ version, records }) => [version, records])).toEqual([
      [2, count],
      [1, count],
    ])
  })

  test('are rolled back and forth', async () => {
    const back = await bodyOf<DatasetDetail>(await client.post('/api/registry/things/rollback', { version: 1 }))
    expect([back.head, back.records, back.versions.length]).toEqual([1, count, 2])
    expect(await (await client.get(path)).text()).toBe(ndjson(0))
    const forth = await bodyOf<DatasetDetail>(await client.post('/api/registry/things/rollback', { version: 2 }))
    expect(forth.records).toBe(count * 2)
    for (const [body, expected] of [
      [{ version: 9 }, [404, 'version-not-found']],
      [{ version: '1' }, [400, 'validation-failed']],
      [{}, [400, 'validation-failed']],
    ] as const) {
      const response = await client.post('/api/registry/things/rollback', body)
      expect([response.status, await codeOf(response)]).toEqual(expected)
    }
  })
})

describe('what a console asks for often', () => {
  test.each(['/api/registry', '/api/registry/things', '/api/pipelines', '/api/schemas'])(
    '%s is empty to who has it already, in whichever coding, until it changes',
    async (address) => {
      const ask = (headers: Record<string, string>) =>
        fetch(gateway.url + address, { headers: { cookie: client.cookie, ...headers } })
      const first = await ask({})
      const etag = first.headers.get('etag')!
      expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(0)
      expect(first.headers.get('cache-control')).toMatch(/^private, (no-cache|max-age=60)$/)
      const again = await ask({ 'if-none-match': `"another", ${etag}`, 'accept-encoding': 'gzip' })
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
      expect((await ask({ 'if-none-match': '"another"' })).status).toBe(200)
    },
  )

  test('is sent when it has changed', async () => {
    const etag = (await client.get('/api/registry')).headers.get('etag')!
    await publish(ndjson(2 * count))
    const changed = await fetch(`${gateway.url}/api/registry`, {
      headers: { cookie: client.cookie, 'if-none-match': etag },
    })
    expect(changed.status).toBe(200)
  })
})
