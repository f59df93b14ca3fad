import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'

/** How long a body that nobody reads may still come in. */
const lingerMs = 2_000

/** Lets bodies of every media type through unread, in a scope of its own. What of one is left when it is answered is closed. */
export function rawBodies(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  app.addHook('onSend', closeUnreadBody)
}

/** A form has its file between lines of its own, and perhaps others beside it. */
export function refuseForms(mediaType: string | undefined): void {
  if (/^\s*multipart\//i.test(mediaType ?? ''))
    throw new ProblemError(
      'unsupported-media-type',
      'The body is a form, as curl -F makes it; send the file alone, with --data-binary @file',
    )
}

/**
 * After an answer the rest of the body is not worth the network, but a connection closed at once may take the answer
 * with it. So what comes is let fall for a moment, in which a well-behaved client stops sending.
 */
async function closeUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete) return
  // Whoever read the body before left a listener behind that would keep it from flowing.
  raw.removeAllListeners('readable')
  raw.resume()
  reply.raw.once('finish', () => {
    const timer = setTimeout(() => raw.destroy(), lingerMs)
    raw.once('close', () => clearTimeout(timer))
  })
}
