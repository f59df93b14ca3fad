import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient, type StreamItem } from '@syndicate/client'
import type { Client } from '../../acceptance/client.ts'

export interface Traffic {
  /** Answers that were as they should be, by what was asked. */
  readonly answered: Record<string, number>
  /** All others, in words. */
  readonly failures: string[]
  /** What a subscriber to `telemetry.live` was given. */
  readonly items: readonly StreamItem[]
  /** How often the subscriber's socket was opened. */
  readonly openings: number
  /** Runs that were begun by a POST that nobody may repeat, by id. */
  readonly begun: string[]
  stop(): Promise<void>
}

/** Between two requests of a caller: enough of them for each moment of a restart, and some of the machine left for it. */
const pauseMs = 25

interface Wanted {
  url: string
  user: Client
  /** A key that may read. */
  key: string
  /** A dataset to download, and how many bytes of it there are. */
  download: { dataset: string; bytes: number }
  /** Where the runs that are begun go. */
  begun: string
}

/** Callers who keep their connections, ask one thing after the other and repeat nothing, and one who follows the events. */
export async function startTraffic({ url, user, key, download, begun }: Wanted): Promise<Traffic> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const answered: Record<string, number> = {}
  const failures: string[] = []
  const ids: string[] = []
  const items: StreamItem[] = []
  let openings = 0
  let over = false

  async function lane(what: string, ask: () => Promise<string | null>): Promise<void> {
    while (!over) {
      const wrong = await ask().catch((error: unknown) => String(error))
      if (wrong === null) answered[what] = (answered[what] ?? 0) + 1
      else failures.push(`${new Date().toISOString()} ${what}: ${wrong}`)
      await delay(pauseMs)
    }
  }

  /** @param body of a POST */
  function ask(path: string, body?: string): Promise<{ status: number; bytes: number; text: string }> {
    const headers = {
      cookie: user.cookie,
      ...(body && { 'content-type': 'application/json', 'x-csrf-token': user.csrf }),
    }
    return new Promise((resolve, reject) => {
      const asking = request(new URL(path, url), { agent, method: body ? 'POST' : 'GET', headers }, (answer) => {
        let bytes = 0
        let text = ''
        answer.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (text.length < 2_000) text += piece.toString()
        })
        answer.on('error', reject).on('end', () => resolve({ status: answer.statusCode ?? 0, bytes, text }))
      })
      asking.on('error', reject).end(body)
    })
  }

  async function read(): Promise<string | null> {
    const { status, text } = await ask('/api/runs?limit=5')
    return status === 200 ? null : `${status} ${text}`
  }

  async function begin(): Promise<string | null> {
    const { status, text } = await ask(
      '/api/etl/start',
      JSON.stringify({ dataType: 'JSON', payload: { a: 1 }, dataset: begun }),
    )
    if (status !== 202) return `${status} ${text}`
    ids.push((JSON.parse(text) as { runId: string }).runId)
    return null
  }

  async function fetchAll(): Promise<string | null> {
    const { status, bytes, text } = await ask(`/api/registry/${download.dataset}/records`)
    if (status !== 200) return `${status} ${text}`
    return bytes === download.bytes ? null : `${bytes} bytes of ${download.bytes}`
  }

  const client = createClient({ url, key, transport: 'socket' })
  client.onConnection((state) => (openings += state === 'open' ? 1 : 0))
  await client.subscribe(['telemetry.live'], { onItem: (item) => void items.push(item) }).ready
  const lanes = [lane('read', read), lane('read', read), lane('begin', begin), lane('download', fetchAll)]

  return {
    answered,
    failures,
    items,
    begun: ids,
    get openings() {
      return openings
    },
    async stop() {
      over = true
      await Promise.all(lanes)
      client.close()
      agent.destroy()
    },
  }
}
