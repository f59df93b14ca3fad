import { isUtf8 } from 'node:buffer'
import { ProblemError } from '@syndicate/contracts'
import { cutMember } from '@syndicate/pipeline'
import type { App } from '../../app-type.ts'

/** Names and numbers of a request; what is large is its payload. */
const mostBytes = 64 * 1024

/**
 * The bodies of a scope whose `payload` goes on as it was sent: cut out of the body, it is `request.payload`, byte for byte,
 * and null in `request.body`, which is parsed and checked like any other.
 */
export function payloadBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      if (body.length === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
      if (!isUtf8(body)) throw new ProblemError('malformed-body', 'The body is not valid UTF-8')
      const { rest, value } = cutMember(body, 'payload')
      if (rest.length > mostBytes)
        throw new ProblemError('input-too-large', `All but the payload may have at most ${mostBytes} bytes`)
      request.payload = value
      void parse(request, Buffer.from(rest.buffer, rest.byteOffset, rest.length).toString(), done)
    } catch (error) {
      done(error as Error)
    }
  })
}
