import type { BusEvent, ServerMessage } from '@syndicate/contracts'
import { subprotocol } from '@syndicate/contracts'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { complaintAbout } from '../conformance/check-message.ts'
import type { Client } from './client.ts'

type Message<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

export interface Socket {
  received: ServerMessage[]
  send(message: unknown): void
  /** Sends text as it is. */
  sendText(text: string): void
  all<T extends ServerMessage['type']>(type: T): Message<T>[]
  /** The first message of a type, when it is there. */
  first<T extends ServerMessage['type']>(type: T, withinMs?: number): Promise<Message<T>>
  /** Resolves as soon as what was received satisfies. */
  until<T>(satisfied: (received: ServerMessage[]) => T, withinMs?: number): Promise<Exclude<T, false | undefined>>
  /** Asks for topics, and resolves when that is confirmed. */
  subscribe(topics: string[], since?: number | Record<string, number>): Promise<void>
  events(topic: string): BusEvent[]
  isOpen(): boolean
  closed: Promise<{ code: number; reason: string }>
  close(): Promise<void>
}

/** What an upgrade was answered with, when not with a socket. */
export class RefusedUpgrade extends Error {
  readonly response: Response
  constructor(response: Response) {
    super(`The upgrade was answered with ${response.status}`)
    this.response = response
  }
}

export interface SocketOptions {
  protocols?: string[]
  origin?: string | null
  cookie?: string | null
  authorization?: string
}

/** @throws RefusedUpgrade */
export async function openSocket(
  client: Pick<Client, 'url' | 'cookie' | 'csrf'>,
  options: SocketOptions = {},
): Promise<Socket> {
  const {
    protocols = [subprotocol],
    origin = new URL(client.url).origin,
    cookie = client.cookie,
    authorization,
  } = options
  const received: ServerMessage[] = []
  const wrong: string[] = []
  const closing = Promise.withResolvers<{ code: number; reason: string }>()
  const headers = {
    ...(origin !== null && { origin }),
    ...(cookie !== null && { cookie }),
    ...(authorization !== undefined && { authorization }),
  }
  const socket = new WebSocket(`${client.url.replace(/^http/, 'ws')}/ws/telemetry`, protocols, { headers })
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage
    const complaint = complaintAbout(message)
    if (complaint !== null) wrong.push(complaint)
    received.push(message)
  })
  socket.on('close', (code, reason) => closing.resolve({ code, reason: reason.toString() }))
  await opened(socket)

  /** Thrown to whoever waits, for a listener has nobody to throw to. */
  function expectDocumented(): true {
    if (wrong.length > 0) throw new Error(`Not as documented: ${wrong.join('; ')}`)
    return true
  }

  const all: Socket['all'] = (type) => received.filter((each) => each.type === type) as never
  const until: Socket['until'] = (satisfied, withinMs = 10_000) =>
    vi
      .waitUntil(() => expectDocumented() && satisfied(received), { timeout: withinMs, interval: 5 })
      .catch((error: unknown) => {
        throw new Error(`Not seen within ${withinMs} ms, but ${JSON.stringify(received)}`, { cause: error })
      }) as never

  return {
    received,
    send: (message) => socket.send(JSON.stringify(message)),
    sendText: (text) => socket.send(text),
    all,
    first: (type, withinMs) => until(() => all(type)[0], withinMs) as never,
    until,
    async subscribe(topics, since) {
      const before = all('SUBSCRIBED').length
      socket.send(
        JSON.stringify({ type: 'SUBSCRIBE', topics, csrf: client.csrf, ...(since !== undefined && { since }) }),
      )
      await until(() => all('SUBSCRIBED').length > before)
    },
    events: (topic) => all('EVENT').filter((each) => each.topic === topic),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    closed: closing.promise,
    async close() {
      socket.close()
      await closing.promise
    },
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const { statusCode: status = 0, headers } = answer
        const type = headers['content-type'] ?? ''
        reject(new RefusedUpgrade(new Response(Buffer.concat(chunks), { status, headers: { 'content-type': type } })))
      })
    })
  })
}
