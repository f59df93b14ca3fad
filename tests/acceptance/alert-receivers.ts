import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface Webhooks {
  url: string
  received: { headers: IncomingHttpHeaders; text: string }[]
  /** From now on, whether there is an answer. */
  answers: boolean
  close(): Promise<void>
}

/** A server on this machine that takes webhooks. */
export async function takeWebhooks(): Promise<Webhooks> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      webhooks.received.push({ headers: request.headers, text: body })
      if (webhooks.answers) response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const webhooks: Webhooks = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [],
    answers: true,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return webhooks
}

/** A mail server on this machine, and what it got. */
export async function takeMail(): Promise<{ url: string; received: string[]; close(): Promise<void> }> {
  const received: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onData(stream, _, done) {
      let mail = ''
      stream.setEncoding('utf8')
      stream.on('data', (piece: string) => (mail += piece))
      stream.on('end', () => {
        received.push(mail)
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
