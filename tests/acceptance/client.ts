import { Readable } from 'node:stream'
import type { QuarantinedRecord, Run } from '@syndicate/contracts'
import { isFinal } from '@syndicate/contracts'
import { vi } from 'vitest'
import { checkedFetch } from '../conformance/checked-fetch.ts'

/** The user that is there in development. */
export const developer = { username: 'trader1', password: 'password123' }

/** No answer may take longer: a test that hangs has failed. */
const patienceMs = 30_000

export type Json = Record<string, unknown>
export type Body = string | Uint8Array | AsyncIterable<Uint8Array>

export interface Client {
  url: string
  userId: string
  csrf: string
  /** The session and its CSRF token as a Cookie header. */
  cookie: string
  /** As this user; a change carries the CSRF token. No answer is ever a 5xx, or other than documented. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  get<T = Json>(path: string): Promise<T>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  start(request: unknown, headers?: Record<string, string>): Promise<Response>
  /** The body is streamed as it comes. */
  upload(query: Record<string, string>, body: Body, headers?: Record<string, string>): Promise<Response>
  /** Uploads and waits for the end of the run. */
  ingest(query: Record<string, string>, body: Body, headers?: Record<string, string>): Promise<Run>
  /** The run when it has ended. */
  ended(runId: string, withinMs?: number): Promise<Run>
  /** Every live record of a dataset, read as NDJSON. */
  records<T = Json>(dataset: string, query?: string): Promise<T[]>
  /** Everything in quarantine that a filter finds, page by page. */
  quarantine(query: string): Promise<QuarantinedRecord[]>
}

export function login(
  url: string,
  credentials: unknown = developer,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(new URL('/api/auth/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(credentials),
  })
}

/** A session of its own. It carries its cookies by hand, for they are `Secure` and this is plain HTTP. */
export async function signIn(
  url: string,
  credentials: unknown = developer,
  headers: Record<string, string> = {},
): Promise<Client> {
  const answer = await login(url, credentials, headers)
  if (answer.status !== 200) throw new Error(`Signing in was answered with ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';', 1)[0])
    .join('; ')
  const { userId, csrf } = (await answer.json()) as { userId: string; csrf: string }
  return createClient({ url, userId, csrf, cookie })
}

/** The same session at another gateway. */
export function at(url: string, client: Client): Client {
  return createClient({ ...client, url })
}

function createClient(session: Pick<Client, 'url' | 'userId' | 'csrf' | 'cookie'>): Client {
  const { url, csrf, cookie } = session

  function fetchAs(path: string, init: RequestInit = {}): Promise<Response> {
    const change = init.method !== undefined && init.method !== 'GET'
    const own = { cookie, ...(change && { 'x-csrf-token': csrf }) }
    return call(new URL(path, url), { ...init, headers: { ...own, ...(init.headers as Record<string, string>) } })
  }

  async function get<T>(path: string): Promise<T> {
    const response = await fetchAs(path)
    if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }

  function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    if (body === undefined) return fetchAs(path, { method: 'POST', headers })
    const json = { 'content-type': 'application/json', ...headers }
    return fetchAs(path, { method: 'POST', headers: json, body: JSON.stringify(body) })
  }

  function upload(query: Record<string, string>, body: Body, headers: Record<string, string> = {}): Promise<Response> {
    const streamed = typeof body === 'object' && Symbol.asyncIterator in body
    return fetchAs(`/api/etl/upload?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body: streamed ? (Readable.toWeb(Readable.from(body)) as ReadableStream) : body,
      ...(streamed && { duplex: 'half' }),
    } as RequestInit)
  }

  async function ended(runId: string, withinMs = patienceMs): Promise<Run> {
    return vi.waitUntil(
      async () => {
        const run = await get<Run>(`/api/runs/${runId}`)
        return isFinal(run.state) && run
      },
      { timeout: withinMs, interval: 100 },
    )
  }

  return {
    ...session,
    fetch: fetchAs,
    get,
    post,
    start: (request, headers) => post('/api/etl/start', request, headers),
    upload,
    async ingest(query, body, headers) {
      const response = await upload(query, body, { prefer: 'wait=25', ...headers })
      if (!response.ok) throw new Error(`The upload was answered with ${response.status}: ${await response.text()}`)
      const run = (await response.json()) as Run
      return isFinal(run.state) ? run : ended(run.runId)
    },
    ended,
    async records<T>(dataset: string, query = '') {
      const response = await fetchAs(`/api/registry/${dataset}/records${query}`)
      if (!response.ok) throw new Error(`${dataset} was answered with ${response.status}: ${await response.text()}`)
      return parseLines<T>(await response.text())
    },
    async quarantine(query) {
      const all: QuarantinedRecord[] = []
      let cursor: string | null = ''
      do {
        const page: { records: QuarantinedRecord[]; next: string | null } = await get(
          `/api/quarantine?${query}${cursor && `&cursor=${cursor}`}`,
        )
        all.push(...page.records)
        cursor = page.next
      } while (cursor !== null)
      return all
    },
  }
}

export function parseLines<T = Json>(ndjson: string): T[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

async function call(url: URL, init: RequestInit): Promise<Response> {
  const response = await checkedFetch(url, { signal: AbortSignal.timeout(patienceMs), ...init })
  if (response.status < 500) return response
  throw new Error(
    `${init.method ?? 'GET'} ${url.pathname} was answered with ${response.status}: ${await response.text()}`,
  )
}
