import compress from '@fastify/compress'
import type { App } from '../../app-type.ts'

const worthIt = /^(text\/(?!event-stream)|application\/(json|x-ndjson|problem\+json|javascript|openapi))|image\/svg/

/** Compresses answers as the client prefers among zstd, br and gzip. Bodies that come in are decoded by the upload itself. */
export async function compression(app: App): Promise<void> {
  await app.register(compress, {
    global: true,
    encodings: ['zstd', 'br', 'gzip', 'identity'],
    customTypes: worthIt,
    threshold: 1024,
    globalDecompression: false,
  })
  // Also on an answer that goes out as it is: a shared cache must not hand that to everyone.
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('vary')) reply.header('vary', 'accept-encoding')
  })
}
