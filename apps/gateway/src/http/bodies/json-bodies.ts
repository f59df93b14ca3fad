import { ProblemError } from '@syndicate/contracts'
import { isTooDeep } from '@syndicate/pipeline'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'

/**
 * Bodies that are parsed are JSON, and say so: a form of another site cannot say it. They are looked at before they are
 * parsed: deep nesting is refused, as are `__proto__` and `constructor.prototype` members. Of duplicate keys the last counts, as RFC 8259 leaves open and JavaScript does.
 */
export function jsonBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '' && !wantsBody(request.routeOptions)) return done(null)
    if (isTooDeep(body)) return done(new ProblemError('malformed-body', 'The body is nested too deeply'))
    return parse(request, body, done)
  })
  passOverEmptyBodies(app)
}

/** Clients say what kind of body they send also when they send none; where none is wanted, that is nothing to refuse. */
function passOverEmptyBodies(app: App): void {
  app.addHook('onRequest', async ({ headers, raw, routeOptions }) => {
    const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
    if (isEmpty && !wantsBody(routeOptions)) delete raw.headers['content-type']
  })
}

function wantsBody({ schema, config }: Pick<FastifyRequest['routeOptions'], 'schema' | 'config'>): boolean {
  return schema?.body !== undefined || config.streamed === true
}
