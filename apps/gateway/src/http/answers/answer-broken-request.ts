import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Problem } from '@syndicate/contracts'

const answers: Record<string, { status: number; title: string; code: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, title: 'The header is too large', code: 'malformed-body' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive', code: 'upload-incomplete' },
  HPE_INVALID_EOF_STATE: {
    status: 400,
    title: 'The upload ended before its announced length',
    code: 'upload-incomplete',
  },
}
const notHttp = { status: 400, title: 'The request is not HTTP', code: 'malformed-body' }

const lastAnswers = new WeakMap<Socket, ServerResponse>()

/** Remembers what was answered last on each connection, for `answerBrokenRequest`. */
export function noteAnswers(server: Server): void {
  server.on('request', (request, answer) => lastAnswers.set(request.socket, answer))
}

/** A body that breaks off may belong to a request that was answered already, or is being answered: it has no second answer. */
function wasAnswered(socket: Socket): boolean {
  const last = lastAnswers.get(socket)
  return last !== undefined && last.headersSent && !(last.req.complete && last.writableFinished)
}

/** An answer to HEAD has a body's length and no body. What broke off in its head is known by how it began, where that came along. */
function asksForHead(socket: Socket, head: unknown): boolean {
  if (Buffer.isBuffer(head) && head.toString('latin1', 0, 'HEAD '.length) === 'HEAD ') return true
  const last = lastAnswers.get(socket)
  return last !== undefined && last.req.method === 'HEAD' && !last.req.complete
}

/** Answers what Node could not read as a request; there is no Fastify request for it. */
export function answerBrokenRequest(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  if (wasAnswered(socket)) return socket.destroySoon()
  const { status, title, code } = answers[error.code ?? ''] ?? notHttp
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, code } satisfies Problem)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${asksForHead(socket, error.rawPacket) ? '' : body}`,
  )
}
