import type { FastifyRequest } from 'fastify'

/** What a request shows as `Authorization: Bearer …`, if anything. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}
