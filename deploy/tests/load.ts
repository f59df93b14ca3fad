import { setTimeout as pause } from 'node:timers/promises'

export interface LoadReport {
  asked: number
  /** Whatever was not answered well, in words. */
  failed: string[]
  /** How many records each input had, by its number, which is the `mem` of every one of them. */
  inputs: Map<number, number>
}

export interface Load {
  /** So far. */
  report: LoadReport
  /** Asks no more, and waits for what is under way. */
  stop(): Promise<void>
}

const perPart = 200
const parts = 30
/** Numbers that no other record here has. */
const firstNumber = 1_000_000

const recordOf = (input: number, n: number) =>
  JSON.stringify({ cpu: n % 100, mem: input, timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString() })

/** A body that takes three seconds to send. */
async function* slowly(input: number): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < parts; part++) {
    const lines = Array.from({ length: perPart }, (_, n) => `${recordOf(input, part * perPart + n)}\n`)
    yield new TextEncoder().encode(lines.join(''))
    await pause(100)
  }
}

/** Asks for what people and programs ask for, small and large, until it is told to stop. */
export function startLoad(url: string, key: string): Load {
  const report: LoadReport = { asked: 0, failed: [], inputs: new Map() }
  let isOver = false
  const headers = { authorization: `Bearer ${key}` }

  async function ask(path: string, init: RequestInit & { duplex?: 'half' }): Promise<void> {
    report.asked += 1
    try {
      const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(60_000) })
      const text = await answer.text()
      if (!answer.ok) report.failed.push(`${path}: ${answer.status} ${text}`)
    } catch (error) {
      report.failed.push(`${path}: ${String(error)} ${String((error as Error).cause)}`)
    }
  }
  async function repeat(everyMs: number, path: string, init: () => RequestInit & { duplex?: 'half' }): Promise<void> {
    for (; !isOver; await pause(everyMs)) await ask(path, init())
  }
  function nextInput(records: number): number {
    const number = firstNumber + report.inputs.size
    report.inputs.set(number, records)
    return number
  }

  const json = { ...headers, 'content-type': 'application/json', prefer: 'wait=10' }
  const start = () => `{"dataType":"TELEMETRY","payload":${recordOf(nextInput(1), 0)}}`
  const loops = [
    ...Array.from({ length: 3 }, () => repeat(60, '/health', () => ({}))),
    repeat(500, '/api/etl/start', () => ({ method: 'POST', headers: json, body: start() })),
    repeat(500, '/api/registry/telemetry/records?limit=10', () => ({ headers })),
    ...Array.from({ length: 2 }, () =>
      repeat(0, '/api/etl/upload?pipeline=telemetry&format=ndjson', () => ({
        method: 'POST',
        headers,
        body: ReadableStream.from(slowly(nextInput(perPart * parts))),
        duplex: 'half',
      })),
    ),
  ]
  return {
    report,
    async stop() {
      isOver = true
      await Promise.all(loops)
    },
  }
}

/** Which inputs a reader of the dataset finds otherwise than they were sent: not at all, in part, or more than once. */
export async function misreadInputs(records: string, { inputs }: LoadReport): Promise<string[]> {
  const found = new Map<number, Set<string>>()
  const wrong: string[] = []
  for (const line of records.split('\n')) {
    const input = Number(/"mem":(\d+)/.exec(line)?.[1])
    if (!inputs.has(input)) continue
    const known = found.get(input) ?? new Set()
    if (known.has(line)) wrong.push(`${input} twice: ${line}`)
    found.set(input, known.add(line))
  }
  for (const [input, sent] of inputs) {
    const size = found.get(input)?.size ?? 0
    if (size !== sent) wrong.push(`${input}: ${size} of ${sent} records`)
  }
  return wrong
}
