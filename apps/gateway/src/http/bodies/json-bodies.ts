import { ProblemError } from '@syndicate/contracts'
import { isTooDeep } from '@syndicate/pipeline'
import type { App } from '../../app-type.ts'

/**
 * Bodies that are parsed are JSON, and say so: a form of another site cannot say it. They are looked at before they are
 * parsed: deep nesting is refused, as are `__proto__` and `constructor.prototype` members. Of duplicate keys the last counts, as RFC 8259 leaves open and JavaScript does.
 */
export function jsonBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (isTooDeep(body)) return done(new ProblemError('malformed-body', 'The body is nested too deeply'))
    return parse(request, body, done)
  })
}
