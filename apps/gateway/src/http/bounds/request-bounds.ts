import type { Config } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'

/** Refuses what no honest client sends, before anything is done about it. */
export function requestBounds(app: App, limits: Config['api']['limits']['request']): void {
  const { urlLength, queryParameters } = limits
  app.addHook('onRequest', async ({ url, headers, raw, routeOptions }, reply) => {
    // HTTP/1.0 knows no chunks, so whoever passed this on may see its end elsewhere (RFC 9112, 6.1).
    if (raw.httpVersion === '1.0' && headers['transfer-encoding'] !== undefined) reply.header('connection', 'close')
    // Node takes the first; whoever stands before us may have taken the other one.
    if (hostsIn(raw.rawHeaders) > 1) throw new ProblemError('malformed-body', 'There is one Host')
    if (url.length > urlLength) throw new ProblemError('url-too-long', `A URL may have at most ${urlLength} characters`)
    if (parametersOf(url) > queryParameters)
      throw new ProblemError('validation-failed', `A query may have at most ${queryParameters} parameters`)
    const encoding = headers['content-encoding'] ?? 'identity'
    if (!routeOptions.config.streamed && encoding.trim().toLowerCase() !== 'identity')
      throw new ProblemError('unsupported-encoding', 'Only uploads may be compressed')
  })
}

/** @param headers names and values in turn, as they came */
function hostsIn(headers: string[]): number {
  return headers.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}

function parametersOf(url: string): number {
  const query = url.indexOf('?')
  if (query < 0) return 0
  let count = 1
  for (let at = url.indexOf('&', query); at >= 0; at = url.indexOf('&', at + 1)) count += 1
  return count
}
