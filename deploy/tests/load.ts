import { setTimeout as pause } from 'node:timers/promises'

const record = (n: number) => `{"cpu":${n % 100},"mem":134217728,"timestamp":"2026-01-01T00:00:00Z"}\n`

/** A body that takes three seconds to send. */
async function* slowly(): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < 30; part++) {
    yield new TextEncoder().encode(Array.from({ length: 500 }, (_, n) => record(n)).join(''))
    await pause(100)
  }
}

/** Asks for what people and programs ask for, small and large, until it is told to stop; then it says how often, and of all that failed. */
export function startLoad(url: string, key: string): { stop(): Promise<{ asked: number; failed: string[] }> } {
  const failed: string[] = []
  let asked = 0
  let isOver = false
  const headers = { authorization: `Bearer ${key}` }

  async function ask(path: string, init: RequestInit & { duplex?: 'half' }): Promise<void> {
    asked += 1
    try {
      const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(60_000) })
      const text = await answer.text()
      if (!answer.ok) failed.push(`${path}: ${answer.status} ${text}`)
    } catch (error) {
      failed.push(`${path}: ${String(error)} ${String((error as Error).cause)}`)
    }
  }
  async function repeat(everyMs: number, path: string, init: () => RequestInit & { duplex?: 'half' }): Promise<void> {
    for (; !isOver; await pause(everyMs)) await ask(path, init())
  }

  const json = { ...headers, 'content-type': 'application/json', prefer: 'wait=10' }
  const body = JSON.stringify({ dataType: 'TELEMETRY', payload: JSON.parse(record(1)) as object })
  const loops = [
    ...Array.from({ length: 3 }, () => repeat(60, '/health', () => ({}))),
    repeat(500, '/api/etl/start', () => ({ method: 'POST', headers: json, body })),
    repeat(500, '/api/registry/telemetry/records?limit=10', () => ({ headers })),
    ...Array.from({ length: 2 }, () =>
      repeat(0, '/api/etl/upload?pipeline=telemetry&format=ndjson', () => ({
        method: 'POST',
        headers,
        body: ReadableStream.from(slowly()),
        duplex: 'half',
      })),
    ),
  ]
  return {
    async stop() {
      isOver = true
      await Promise.all(loops)
      return { asked, failed }
    },
  }
}
