import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptsCoding } from './accepts.ts'
import { namesTag } from './revalidation.ts'

interface Form {
  coding: string | undefined
  etag: string
  bytes: () => Buffer | Promise<Buffer>
}

/** A file that is answered with from memory. */
export interface ServedFile {
  type: string
  /** The codings there are, the best first, and the file itself last. */
  forms: Form[]
}

/** Answers with a file in the best coding the client takes, or with 304 when it has that already. For routes that compress nothing themselves. */
export async function sendFile(
  { type, forms }: ServedFile,
  cacheControl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { coding, bytes, etag } = forms.find(
    (form) => form.coding === undefined || acceptsCoding(request.headers['accept-encoding'], form.coding),
  )!
  reply.header('vary', 'accept-encoding').header('cache-control', cacheControl).header('etag', etag)
  if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send()
  if (coding) reply.header('content-encoding', coding)
  return reply.type(type).send(await bytes())
}
