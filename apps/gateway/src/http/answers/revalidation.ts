import { createHash } from 'node:crypto'
import type { App } from '../../app-type.ts'

/**
 * Answers of routes that are `revalidated` have a weak ETag, the same in every coding, and are empty with 304 for who shows
 * it. Browsers keep such an answer, and show its tag, by themselves.
 */
export function revalidation(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { revalidated } = request.routeOptions.config
    if (!revalidated || reply.statusCode !== 200 || typeof payload !== 'string') return payload
    const etag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`
    const freshness = revalidated === true ? 'no-cache' : `max-age=${revalidated}`
    reply.header('etag', etag).header('cache-control', `private, ${freshness}`)
    if (!namesTag(request.headers['if-none-match'], etag)) return payload
    reply.code(304)
    return null
  })
}

/** Compared weakly, as RFC 9110 wants it here: a proxy may have weakened the tag. */
export function namesTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map(strong)
  return tags.includes(strong(etag)) || tags.includes('*')
}

function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}
