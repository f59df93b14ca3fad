import { roles } from '@syndicate/contracts'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { complaintsOf } from '../../conformance/complaints-of.ts'
import type { FuzzRequest } from './fuzz-request.ts'
import type { Credentials, FuzzSystem } from './fuzz-system.ts'
import { isTooMuch } from './grown-request.ts'
import { openWire, type RawAnswer } from './raw-exchange.ts'

type Wire = ReturnType<typeof openWire>

const people = new Set<string>(roles)

/** How often what was answered with which status, by operation. */
export type Tally = Map<string, Map<number | 'none', number>>

/** Sends requests over connections of its own and looks at what comes back. */
export function createCaller(system: FuzzSystem, wires: number) {
  const free = Array.from({ length: wires }, () => openWire(system.url))
  const tally: Tally = new Map()
  let slowestMs = 0

  /** @returns what is wrong with how a request was answered */
  async function call(request: FuzzRequest): Promise<string[]> {
    const wire = free.pop()
    if (!wire) throw new Error(`There are only ${wires} connections`)
    try {
      // What lasts longer than its session is cut off with it, and others end sessions here. It is asked again.
      const mayBeCut = request.cutAt === null && people.has(request.as)
      let answer = await ask(wire, request)
      for (let again = 0; answer === null && mayBeCut && again < 5; again += 1) answer = await ask(wire, request)
      return answer ? look(system, request, answer) : hungUp(request)
    } catch (error) {
      return [(error as Error).message]
    } finally {
      free.push(wire)
    }
  }

  async function ask(wire: Wire, request: FuzzRequest): Promise<RawAnswer | null> {
    const { as, method, operation, cutAt } = request
    const credentials = system.credentialsOf(as)
    const bytes = bytesOf(system, request, credentials)
    const answer = await wire.exchange({ bytes, method, ends: cutAt !== null })
    count(operation, answer?.status ?? 'none')
    slowestMs = Math.max(slowestMs, answer?.ms ?? 0)
    if (answer ? endsSession(request, answer) : cutAt === null) await system.renew(as, credentials)
    return answer
  }

  function count(operation: string, status: number | 'none'): void {
    const statuses = tally.get(operation) ?? new Map<number | 'none', number>()
    tally.set(operation, statuses.set(status, (statuses.get(status) ?? 0) + 1))
  }

  return { call, tally, slowestMs: () => slowestMs, close: () => free.forEach((wire) => wire.close()) }
}

function bytesOf(system: FuzzSystem, request: FuzzRequest, { headers: own, csrf }: Credentials): Buffer {
  const body = Buffer.from(system.filled(request.body ?? ''), 'latin1')
  const more: [string, string][] = [
    ['Host', new URL(system.url).host],
    ['X-Forwarded-For', `10.${random()}.${random()}.${random()}`],
    ...own,
    ...(request.csrf === 'none' || csrf === null
      ? []
      : ([['X-CSRF-Token', request.csrf === 'wrong' ? 'x' : csrf]] as const satisfies [string, string][])),
    ...(request.body === null ? [] : ([['Content-Length', String(body.length)]] as [string, string][])),
    ...request.headers,
  ]
  const head = `${request.method} ${system.filled(request.target)} HTTP/1.1\r\n${more.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const sent = request.cutAt === null ? body : body.subarray(0, request.cutAt)
  return Buffer.concat([Buffer.from(head, 'latin1'), sent])
}

const random = () => Math.floor(Math.random() * 250)

function endsSession({ operation }: FuzzRequest, { status }: RawAnswer): boolean {
  const opens = /^POST \/api\/auth\/(log|password)/.test(operation)
  return opens ? status < 300 : status === 401
}

function hungUp({ cutAt }: FuzzRequest): string[] {
  return cutAt === null ? ['There was no answer'] : []
}

function look(system: FuzzSystem, request: FuzzRequest, { status, headers, body }: RawAnswer): string[] {
  const { method } = request
  const url = system.filled(request.target)
  const complaints = status >= 500 ? [`answered with ${status}: ${body.toString('latin1', 0, 300)}`] : []
  if (status < 400 && isTooMuch(request)) complaints.push(`taken with ${status}, though it is more than there may be`)
  const readable = /[/+]json\b/.test([headers['content-type'] ?? []].flat()[0] ?? '')
  const text = readable ? decoded(headers['content-encoding'], body).toString() : undefined
  return [...complaints, ...complaintsOf({ method, url, status, headers, body: text })].map(
    (complaint) => `${complaint} (${text?.slice(0, 300) ?? ''})`,
  )
}

function decoded(encoding: string | string[] | undefined, body: Buffer): Buffer {
  if (body.length === 0) return body
  if (encoding === 'zstd') return zstdDecompressSync(body)
  if (encoding === 'br') return brotliDecompressSync(body)
  return encoding === 'gzip' ? gunzipSync(body) : body
}
