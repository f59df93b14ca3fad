import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listRuns(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/runs', async (request, reply) => {
    const { since, until, ...filter } = request.query
    const page = await catalog.runs.list({
      ...filter,
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    })
    nextLink(request, reply, page.next)
    return page
  })
}
