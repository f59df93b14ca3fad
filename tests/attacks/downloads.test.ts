import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signIn, type Client } from '../acceptance/client.ts'
import { codeOf } from '../acceptance/code-of.ts'
import { startSystem, type System } from '../acceptance/system.ts'
import { expectToHold, longestStall, MiB } from './under-attack.ts'

const stallMs = 250
const pageBytes = 4 * MiB
let system: System
let user: Client

beforeAll(async () => {
  system = await startSystem({ workers: 1 })
  // What is in memory as text or objects has to fit here, beside what the gateway needs to live.
  const url = await system.startGateway({}, { NODE_OPTIONS: '--max-old-space-size=128' })
  user = await signIn(url)
})
afterAll(() => system.stop())

const lines = (records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')
const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

async function publish(dataset: string, body: string): Promise<void> {
  const headers = { 'content-encoding': 'gzip' }
  const run = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset }, gzipSync(body), headers)
  expect(run.state).toBe('published')
}

/** Reads to the end, and keeps nothing. @returns status and bytes */
async function drain(path: string): Promise<[number, number]> {
  const response = await fetch(user.url + path, { headers: { cookie: user.cookie, 'accept-encoding': 'identity' } })
  let bytes = 0
  for await (const piece of response.body!) bytes += piece.byteLength
  return [response.status, bytes]
}

describe('CSV', () => {
  test.each([
    ['24 kB', 2_000],
    ['half a megabyte', 36_000],
  ])('of %s in which every record has another name is refused, and says what to take', async (size, count) => {
    const dataset = `wide-${count}`
    await publish(dataset, lines(many(count, (n) => ({ [`k${n}`]: n }))))
    const path = `/api/registry/${dataset}/records?format=csv`
    const ask = async (query = '') => codeOf(await user.fetch(path + query))
    const stall = await longestStall(user.url, stallMs, () => expectToHold(user, 64 * MiB, () => ask()))
    expect([size, await ask(), await ask('&limit=10000')]).toEqual([size, 'csv-too-wide', 'csv-too-wide'])
    expect(stall).toBeLessThan(stallMs)
    expect((await drain(`/api/registry/${dataset}/records`))[0]).toBe(200)
  })

  test('of many rows and columns is made as it is taken', async () => {
    const names = many(1000, (n) => ({ [`k${n}`]: n }))
    await publish('large-table', lines([...names, ...many(9_000, (n) => ({ [`k${n % 1000}`]: n }))]))
    const path = '/api/registry/large-table/records?format=csv'
    const reading = () => expectToHold(user, 96 * MiB, () => Promise.all([drain(path), drain(path)]))
    let all: [number, number][] = []
    const stall = await longestStall(user.url, stallMs, async () => (all = await reading()))
    for (const [status, bytes] of all) expect([status, bytes > 9 * MiB]).toEqual([200, true])
    expect(stall).toBeLessThan(stallMs)
    expect((await drain(`${path}&limit=10000`))[1]).toBeLessThanOrEqual(pageBytes)
  })
})

describe('records of a few megabytes each, of some kilobytes sent', () => {
  const large = 3 * MiB

  test.each(['ndjson', 'json', 'csv'])('are pages of 4 MiB as %s that point on, and are all there', async (format) => {
    const dataset = `heavy-${format}`
    for (let n = 0; n < 2; n += 1) await publish(dataset, lines(many(2, () => ({ text: 'x'.repeat(large) }))))
    const path = `/api/registry/${dataset}/records?format=${format}`
    let pages = 0
    const readPages = async () => {
      pages = 0
      for (let next: string | undefined = `${path}&limit=10000`; next; pages += 1) {
        const response: Response = await user.fetch(next)
        expect([response.status, (await response.arrayBuffer()).byteLength <= pageBytes]).toEqual([200, true])
        next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
      }
    }
    expect(await longestStall(user.url, stallMs, () => expectToHold(user, 128 * MiB, readPages))).toBeLessThan(stallMs)
    expect(pages).toBe(4)
    let all: [number, number][] = []
    const readAll = async () => (all = await Promise.all(many(2, () => drain(path))))
    expect(await longestStall(user.url, stallMs, () => expectToHold(user, 128 * MiB, readAll))).toBeLessThan(stallMs)
    for (const [status, bytes] of all) expect([status, bytes > 4 * large]).toEqual([200, true])
  })

  test('are told of in pages of 4 MiB when they are refused', async () => {
    const broken = many(6, (n) => `{"n":${n},"text":"${'\\u0001'.repeat(300_000)}\n`).join('')
    const headers = { 'content-encoding': 'gzip' }
    for (let n = 0; n < 3; n += 1)
      await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'refused' }, gzipSync(broken), headers)
    let all: [number, number][] = []
    // As many as one user has turns for: a third waits, and on a busy machine is told to ask again.
    const ask = async () => (all = await Promise.all(many(2, () => drain('/api/quarantine?limit=1000'))))
    expect(await longestStall(user.url, stallMs, () => expectToHold(user, 128 * MiB, ask))).toBeLessThan(stallMs)
    for (const [status, bytes] of all) expect([status, bytes > 0 && bytes <= pageBytes]).toEqual([200, true])
    const lists = ['/api/runs?limit=500', '/api/registry', '/api/registry/refused', '/api/pipelines', '/api/schemas']
    for (const path of lists) {
      const [status, bytes] = await drain(path)
      expect([path, status < 500, bytes <= pageBytes]).toEqual([path, true, true])
    }
  })
})
