import { isUtf8 } from 'node:buffer'
import { ProblemError } from '@syndicate/contracts'
import { Fault, isTooDeep, parseJson } from '@syndicate/pipeline'
import type { App } from '../../app-type.ts'
import { closeUnreadBody } from './close-unread-body.ts'

/**
 * The bodies of a scope whose values end in records: they are read as an upload's are. Digits that a double cannot hold
 * stay, a number out of range is refused, and `__proto__` is a name like any other. They may be large, and who sends too
 * much is told so.
 */
export function exactBodies(app: App): void {
  app.addHook('onSend', closeUnreadBody)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, read(body))
    } catch (error) {
      done(error as Error)
    }
  })
}

function read(body: Buffer): unknown {
  if (body.length === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
  if (!isUtf8(body)) throw new ProblemError('malformed-body', 'The body is not valid UTF-8')
  const text = body.toString()
  if (isTooDeep(text)) throw new ProblemError('malformed-body', 'The body is nested too deeply')
  const value = parseJson(text)
  if (value instanceof Fault) throw new ProblemError('malformed-body', value.reason)
  return value
}
