import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isTokenOf } from '@syndicate/metrics'
import type { Registry } from 'prom-client'

export interface MetricsServer {
  url: string
  close(): void
}

export interface MetricsServerOptions {
  registry: Registry
  host: string
  port: number
  /** Opens `/metrics`; without one it is closed. */
  token: string | undefined
}

/** Longest a question may take to come, and its connection may have nothing to say, in milliseconds. */
const patienceMs = { question: 5_000, silence: 75_000 }
/** More than any Prometheus opens. */
const mostConnections = 64

/**
 * What can be asked of a worker: `GET /health`, and `GET /metrics` by whoever brings the token. A few lines of node:http, for it takes no
 * body, has no session and is for machines alone. Rejects when nothing can listen there.
 */
export async function serveMetrics({ registry, host, port, token }: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer(
    {
      requestTimeout: patienceMs.question,
      headersTimeout: patienceMs.question,
      keepAliveTimeout: patienceMs.silence,
      connectionsCheckingInterval: patienceMs.question,
    },
    (request, reply) => void answer(request, reply).catch(() => reply.destroy()),
  )
  server.maxConnections = mostConnections

  async function answer({ method, url, headers }: IncomingMessage, reply: ServerResponse): Promise<void> {
    const path = url?.split('?', 1)[0]
    if ((method !== 'GET' && method !== 'HEAD') || (path !== '/health' && path !== '/metrics'))
      return say(reply, 404, 'There is /health and /metrics')
    if (path === '/health') return say(reply, 200, JSON.stringify({ status: 'alive' }), 'application/json')
    if (token === undefined) return say(reply, 403, 'Set METRICS_TOKEN to open this')
    const given = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
    if (given === undefined || !isTokenOf(token, given)) {
      reply.setHeader('www-authenticate', 'Bearer')
      return say(reply, 401, 'This takes the token of METRICS_TOKEN')
    }
    say(reply, 200, await registry.metrics(), registry.contentType)
  }

  server.listen(port, host)
  await once(server, 'listening')
  // It never keeps a worker from ending.
  server.unref()
  const { port: chosen } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function say(reply: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  reply.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
}
