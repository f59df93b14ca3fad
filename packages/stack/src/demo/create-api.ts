import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  pathTo,
  type AcceptedRun,
  type AnswerTo,
  type DatasetDetail,
  type Filling,
  type RouteName,
  type Run,
} from '@syndicate/contracts'
import { pathOf, type DataSet } from './data-sets.ts'

export type RefusalGroup = NonNullable<AnswerTo<'GET /api/quarantine'>['groups']>[number]

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
  async function ask<N extends RouteName>(route: N, ...asked: Filling<N>): Promise<AnswerTo<N>> {
    return (await (await call(pathTo(route, ...asked))).json()) as AnswerTo<N>
  }

  return {
    async login(username, password) {
      const response = await call(pathTo('POST /api/auth/login'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      // The cookie is `Secure`, so a browser would keep it to https; a program may carry it by hand.
      session['cookie'] = response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
      session['x-csrf-token'] = ((await response.json()) as AnswerTo<'POST /api/auth/login'>).csrf
    },
    async upload(dataSet) {
      const { pipeline, format, dataset, contentType } = dataSet
      const response = await call(pathTo('POST /api/etl/upload', { query: { pipeline, format, dataset } }), {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: Readable.toWeb(createReadStream(pathOf(dataSet))) as ReadableStream,
        duplex: 'half',
      })
      return (await response.json()) as AnswerTo<'POST /api/etl/upload'>
    },
    run: (runId) => ask('GET /api/runs/:id', { params: { id: runId } }),
    dataset: (name) => ask('GET /api/registry/:dataset', { params: { dataset: name } }),
    refusals: async (runId) =>
      (await ask('GET /api/quarantine', { query: { run: runId, group: 'code' } })).groups ?? [],
    async countRecords(dataset, version) {
      const query = { format: 'ndjson', version } as const
      const response = await call(pathTo('GET /api/registry/:dataset/records', { params: { dataset }, query }), {
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
