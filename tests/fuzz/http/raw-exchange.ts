import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  status: number
  /** By name in lower case. */
  headers: Record<string, string | string[]>
  body: Buffer
  ms: number
}

export interface Exchange {
  bytes: Buffer
  method: string
  /** Says goodbye after the bytes, and still reads. */
  ends: boolean
}

/** No answer may take longer, on a machine that is busy with all else as well. */
const patienceMs = 60_000

/** A connection that says anything, one exchange at a time. */
export function openWire(url: string) {
  const { hostname, port } = new URL(url)
  let socket: Socket | undefined
  let received: Buffer = Buffer.alloc(0)
  let wake: () => void = () => {}

  function dial(): Socket {
    received = Buffer.alloc(0)
    const dialled = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true })
    dialled.on('data', (data: Buffer) => {
      received = received.length === 0 ? data : Buffer.concat([received, data])
      wake()
    })
    dialled.on('error', () => {})
    dialled.on('end', () => dialled.destroy())
    dialled.on('close', () => {
      if (socket === dialled) socket = undefined
      wake()
    })
    return dialled
  }

  return {
    /** @returns null when the other side hung up without an answer. @throws Error when there is none in time, or more than one */
    async exchange({ bytes, method, ends }: Exchange): Promise<RawAnswer | null> {
      const startedAt = performance.now()
      const own = (socket ??= dial())
      own.write(bytes)
      if (ends) own.end()
      for (;;) {
        const read = readAnswer(received, method, socket !== own)
        if (read) {
          if (ends || read.closes || read.length < received.length) {
            if (read.length < received.length) throw new Error('There was more than one answer')
            own.destroy()
            socket = undefined
          }
          received = Buffer.alloc(0)
          return { status: read.status, headers: read.headers, body: read.body, ms: performance.now() - startedAt }
        }
        if (socket !== own) return null
        await within(patienceMs - (performance.now() - startedAt), new Promise<void>((resolve) => (wake = resolve)))
      }
    },
    close: () => socket?.destroy(),
  }
}

async function within(ms: number, event: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${patienceMs} ms`)), Math.max(0, ms))
  })
  await Promise.race([event, late]).finally(() => clearTimeout(timer))
}

interface ReadAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
  /** Of all of it, in bytes. */
  length: number
  closes: boolean
}

/** The first answer in what was received, once it is there as a whole; an interim one is passed over. */
function readAnswer(received: Buffer, method: string, ended: boolean): ReadAnswer | null {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n')
  const status = Number(first.split(' ')[1])
  const headers: Record<string, string | string[]> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? [headers[name]!, value].flat() : value
  }
  const from = end + 4
  if (status === 100) {
    const rest = readAnswer(received.subarray(from), method, ended)
    return rest && { ...rest, length: rest.length + from }
  }
  const body = bodyOf(received, from, { status, headers, method, ended })
  return body && { status, headers, ...body, closes: headers['connection'] === 'close' }
}

interface Framing {
  status: number
  headers: Record<string, string | string[]>
  method: string
  ended: boolean
}

function bodyOf(received: Buffer, from: number, { status, headers, method, ended }: Framing) {
  if (method === 'HEAD' || status === 204 || status === 304) return { body: Buffer.alloc(0), length: from }
  const announced = headers['content-length']
  if (announced !== undefined) {
    const length = from + Number(announced)
    return received.length < length ? null : { body: received.subarray(from, length), length }
  }
  if (headers['transfer-encoding'] === 'chunked') return chunksOf(received, from)
  return ended ? { body: received.subarray(from), length: received.length } : null
}

function chunksOf(received: Buffer, from: number) {
  const chunks: Buffer[] = []
  for (let at = from; ;) {
    const line = received.indexOf('\r\n', at)
    if (line < 0) return null
    const size = parseInt(received.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (received.length < next) return null
    if (size === 0) return { body: Buffer.concat(chunks), length: next }
    chunks.push(received.subarray(line + 2, line + 2 + size))
    at = next
  }
}
