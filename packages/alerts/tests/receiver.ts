import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  text: string
}

export interface Receiver {
  url: string
  port: number
  received: Received[]
  [Symbol.asyncDispose](): Promise<void>
}

type Answers = (count: number) => { status: number; headers?: Record<string, string>; body?: string } | 'nothing'

/** A server that takes webhooks. @param answers by how many have come; 204 when left out */
export async function openReceiver(answers: Answers = () => ({ status: 204 })): Promise<Receiver> {
  const received: Received[] = []
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      received.push({ headers: request.headers, text: Buffer.concat(pieces).toString() })
      const answer = answers(received.length)
      if (answer === 'nothing') return
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook?token=T0`,
    port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
