import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Gate {
  /** The one address of the gateway, whichever is behind it: a page's origin stays. */
  url: string
  /** Sends what comes from now on to another gateway. */
  lead(url: string): void
  /** Refuses WebSockets as a strict proxy does, or lets them through again. Those that are open are cut. */
  blockSockets(blocked: boolean): void
  /** Holds back what the server says over WebSockets, without a word. */
  silenceSockets(silent: boolean): void
  /** Breaks every open WebSocket without a close frame. @returns how many */
  cutSockets(): number
  /** Every WebSocket that was asked for. */
  readonly upgrades: number
  /** What was asked of the API, WebSockets among it, such as `GET /api/runs`; those that no limit counts are left out. */
  readonly asked: string[]
  /** Says to the next so many requests to the API that they come too early. @param seconds until they may come again */
  refuse(count: number, seconds: number): void
  stop(): Promise<void>
}

/** A proxy in front of the gateway that breaks things on demand. `/blank` is a page of its own, under no policy. */
export async function openGate(target: string): Promise<Gate> {
  let now = new URL(target)
  let blocked = false
  let silent = false
  let upgrades = 0
  let early = { count: 0, seconds: 0 }
  const asked: string[] = []
  const pairs = new Set<[Duplex, Duplex]>()

  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/favicon.ico') return void outgoing.writeHead(204).end()
    if (incoming.url === '/blank') return void outgoing.setHeader('content-type', 'text/html').end('<!doctype html>')
    if (/^\/api\/(?!js\/)/.test(incoming.url ?? '')) {
      asked.push(`${incoming.method} ${incoming.url!.split('?')[0]}`)
      if (early.count-- > 0) return refuseAsEarly(outgoing, early.seconds)
    }
    const onward = request(
      { host: now.hostname, port: now.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers as OutgoingHttpHeaders)
        answer.pipe(outgoing)
        answer.on('error', () => outgoing.destroy())
      },
    )
    onward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })

  server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    upgrades += 1
    asked.push(`GET ${incoming.url}`)
    client.on('error', () => client.destroy())
    if (blocked) return void client.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
    const upstream = connect(Number(now.port), now.hostname)
    const pair: [Duplex, Duplex] = [client, upstream]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const side of pair) side.destroy()
    }
    for (const side of pair) side.on('error', end).on('close', end)
    const headers = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, index) =>
      incoming.rawHeaders.slice(index * 2, index * 2 + 2).join(': '),
    )
    upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    upstream.write(head)
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => silent || client.write(bytes))
  })

  function cutSockets(): number {
    const count = pairs.size
    for (const pair of pairs) for (const side of pair) side.destroy()
    return count
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (url) => void (now = new URL(url)),
    blockSockets(next) {
      blocked = next
      if (next) cutSockets()
    },
    silenceSockets: (next) => void (silent = next),
    cutSockets,
    asked,
    refuse: (count, seconds) => void (early = { count, seconds }),
    get upgrades() {
      return upgrades
    },
    async stop() {
      cutSockets()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As the gateway puts it. */
function refuseAsEarly(outgoing: ServerResponse, seconds: number): void {
  outgoing.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': String(seconds) })
  const detail = `At most 100 requests a minute; the next one in ${seconds} s`
  outgoing.end(JSON.stringify({ title: 'Too many requests', status: 429, code: 'too-many-requests', detail }))
}
