import type { FastifyReply, FastifyRequest } from 'fastify'

/** Points to the next page with `Link: rel="next"` (RFC 8288): the same question with another cursor. */
export function nextLink(request: FastifyRequest, reply: FastifyReply, cursor: string | null): void {
  if (cursor === null) return
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
