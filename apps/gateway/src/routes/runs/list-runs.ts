import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listRuns(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/runs', async (request, reply) => {
    const { since, until, ...filter } = request.query
    const wanted = {
      ...filter,
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    }
    const page = await reads(request, () => catalog.runs.list(wanted))
    nextLink(request, reply, page.next)
    return page
  })
}
