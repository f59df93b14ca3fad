import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AcceptedRun, DatasetDetail, Run } from '@syndicate/contracts'
import { pathOf, type DataSet } from './data-sets.ts'

export interface RefusalGroup {
  code: string
  stage: string
  count: number
}

/** The few calls of the HTTP API that the demo makes, as one signed-in user. */
export interface Api {
  login(username: string, password: string): Promise<void>
  upload(dataSet: DataSet): Promise<AcceptedRun>
  run(runId: string): Promise<Run>
  dataset(name: string): Promise<DatasetDetail>
  refusals(runId: string): Promise<RefusalGroup[]>
  /** Reads every live record of a version and counts them. */
  countRecords(dataset: string, version: number): Promise<number>
}

export function createApi(baseUrl: string): Api {
  const session: Record<string, string> = {}

  async function call(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    for (;;) {
      const response = await fetch(new URL(path, baseUrl), {
        ...init,
        headers: { ...session, ...(init.headers as Record<string, string>) },
      })
      if (response.ok) return response
      // A body that was a stream is gone; anything else may be asked again once the limit allows.
      if (response.status !== 429 || init.body)
        throw new Error(await problemOf(response, `${init.method ?? 'GET'} ${path}`))
      await response.body?.cancel()
      await sleep(Number(response.headers.get('retry-after') ?? 1) * 1000)
    }
  }
  const json = async <T>(path: string) => (await (await call(path)).json()) as T

  return {
    async login(username, password) {
      const response = await call('/api/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      // The cookie is `Secure`, so a browser would keep it to https; a program may carry it by hand.
      session['cookie'] = response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
      session['x-csrf-token'] = ((await response.json()) as { csrf: string }).csrf
    },
    async upload(dataSet) {
      const { pipeline, format, dataset, contentType } = dataSet
      const response = await call(`/api/etl/upload?${new URLSearchParams({ pipeline, format, dataset })}`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: Readable.toWeb(createReadStream(pathOf(dataSet))) as ReadableStream,
        duplex: 'half',
      })
      return (await response.json()) as AcceptedRun
    },
    run: (runId) => json<Run>(`/api/runs/${runId}`),
    dataset: (name) => json<DatasetDetail>(`/api/registry/${name}`),
    refusals: async (runId) =>
      (await json<{ groups: RefusalGroup[] }>(`/api/quarantine?run=${runId}&group=code`)).groups,
    async countRecords(dataset, version) {
      const response = await call(`/api/registry/${dataset}/records?format=ndjson&version=${version}`, {
        headers: { 'accept-encoding': 'identity' },
      })
      let lines = 0
      for await (const bytes of response.body ?? []) for (const byte of bytes) if (byte === 10) lines += 1
      return lines
    },
  }
}

async function problemOf(response: Response, what: string): Promise<string> {
  const text = await response.text()
  try {
    const { code, title, detail } = JSON.parse(text) as { code?: string; title?: string; detail?: string }
    return `${what} was answered with ${response.status} ${code ?? ''}: ${detail ?? title ?? ''}`
  } catch {
    return `${what} was answered with ${response.status}: ${text.slice(0, 300)}`
  }
}
