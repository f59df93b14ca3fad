import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listAudit(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/audit', async (request, reply) => {
    const { kind, since, until, ...filter } = request.query
    const wanted = {
      ...filter,
      ...(kind && { kinds: [kind] }),
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    }
    const found = await reads(request, () => catalog.audit.list(wanted))
    nextLink(request, reply, found.next)
    return found
  })
}
